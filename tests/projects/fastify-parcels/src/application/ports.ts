import type { Parcel } from "../domain/parcel.js";
import type { TrackingNumber } from "../domain/tracking-number.js";

export interface ParcelRepository {
  find(number: TrackingNumber): Promise<Parcel | null>;
  save(parcel: Parcel): Promise<void>;
}

export interface TrackingCache {
  read(number: TrackingNumber): Promise<string | null>;
  write(number: TrackingNumber, status: string): Promise<void>;
  forget(number: TrackingNumber): Promise<void>;
}
