import type { TrackingNumber } from "./tracking-number.js";

export class ParcelError extends Error {}

export class InvalidTrackingNumberError extends ParcelError {
  constructor(text: string) {
    super(`${text} is no tracking number`);
  }
}

export class ParcelNotFoundError extends ParcelError {
  constructor(number: TrackingNumber) {
    super(`there is no parcel ${number.value}`);
  }
}

export class AlreadyDeliveredError extends ParcelError {
  constructor(number: TrackingNumber) {
    super(`parcel ${number.value} was delivered already`);
  }
}

export class TooHeavyError extends ParcelError {}
