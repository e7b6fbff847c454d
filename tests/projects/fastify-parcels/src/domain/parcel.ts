import { AlreadyDeliveredError } from "./errors.js";
import type { TrackingNumber } from "./tracking-number.js";

export type ParcelStatus = "registered" | "on-the-way" | "delivered";

export class Parcel {
  constructor(
    readonly number: TrackingNumber,
    readonly recipient: string,
    readonly weightInGrams: number,
    public status: ParcelStatus = "registered",
    public signedBy: string | null = null,
  ) {}

  deliver(signedBy: string): void {
    if (this.status === "delivered") {
      throw new AlreadyDeliveredError(this.number);
    }
    this.status = "delivered";
    this.signedBy = signedBy;
  }
}
