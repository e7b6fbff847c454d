import { ParcelNotFoundError } from "../domain/errors.js";
import { TrackingNumber } from "../domain/tracking-number.js";
import type { ParcelRepository, TrackingCache } from "./ports.js";

export class DeliverParcel {
  constructor(
    private readonly parcels: ParcelRepository,
    private readonly cache: TrackingCache,
  ) {}

  async execute(text: string, signedBy: string): Promise<void> {
    const number = TrackingNumber.parse(text);
    const parcel = await this.parcels.find(number);
    if (!parcel) {
      throw new ParcelNotFoundError(number);
    }
    parcel.deliver(signedBy);
    await this.parcels.save(parcel);
    await this.cache.forget(number);
  }
}
