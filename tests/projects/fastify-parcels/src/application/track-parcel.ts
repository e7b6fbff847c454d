import { ParcelNotFoundError } from "../domain/errors.js";
import { TrackingNumber } from "../domain/tracking-number.js";
import type { ParcelRepository, TrackingCache } from "./ports.js";

export class TrackParcel {
  constructor(
    private readonly parcels: ParcelRepository,
    private readonly cache: TrackingCache,
  ) {}

  async execute(text: string): Promise<string> {
    const number = TrackingNumber.parse(text);
    const known = await this.cache.read(number);
    if (known !== null) {
      return known;
    }
    const parcel = await this.parcels.find(number);
    if (!parcel) {
      throw new ParcelNotFoundError(number);
    }
    await this.cache.write(number, parcel.status);
    return parcel.status;
  }
}
