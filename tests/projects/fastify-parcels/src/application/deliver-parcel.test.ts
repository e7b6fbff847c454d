import { beforeEach, describe, expect, it } from "vitest";
import { AlreadyDeliveredError, ParcelNotFoundError } from "../domain/errors.js";
import { Parcel } from "../domain/parcel.js";
import { TrackingNumber } from "../domain/tracking-number.js";
import { DeliverParcel } from "./deliver-parcel.js";
import type { ParcelRepository, TrackingCache } from "./ports.js";

class MemoryParcels implements ParcelRepository {
  readonly parcels = new Map<string, Parcel>();

  async find(number: TrackingNumber): Promise<Parcel | null> {
    return this.parcels.get(number.value) ?? null;
  }

  async save(parcel: Parcel): Promise<void> {
    this.parcels.set(parcel.number.value, parcel);
  }
}

class NoCache implements TrackingCache {
  async read(): Promise<string | null> {
    return null;
  }
  async write(): Promise<void> {}
  async forget(): Promise<void> {}
}

describe("DeliverParcel", () => {
  let parcels: MemoryParcels;
  let deliver: DeliverParcel;

  beforeEach(async () => {
    parcels = new MemoryParcels();
    await parcels.save(new Parcel(TrackingNumber.parse("DE123456789"), "Ada", 900));
    deliver = new DeliverParcel(parcels, new NoCache());
  });

  it("notes who signed", async () => {
    await deliver.execute("DE123456789", "Grace");
    expect(parcels.parcels.get("DE123456789")?.signedBy).toBe("Grace");
  });

  it("refuses a parcel nobody knows", async () => {
    await expect(deliver.execute("DE000000000", "Grace")).rejects.toThrow(ParcelNotFoundError);
  });

  it("refuses to deliver twice", async () => {
    await deliver.execute("DE123456789", "Grace");
    await expect(deliver.execute("DE123456789", "Grace")).rejects.toBeInstanceOf(AlreadyDeliveredError);
  });
});
