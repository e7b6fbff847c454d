import { InvalidTrackingNumberError } from "./errors.js";

export class TrackingNumber {
  private constructor(readonly value: string) {}

  static parse(text: string): TrackingNumber {
    if (!/^[A-Z]{2}\d{9}$/.test(text)) {
      throw new InvalidTrackingNumberError(text);
    }
    return new TrackingNumber(text);
  }

  equals(other: TrackingNumber): boolean {
    return this.value === other.value;
  }
}
