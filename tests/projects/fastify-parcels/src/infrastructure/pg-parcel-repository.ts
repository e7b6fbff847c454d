import type { Pool } from "pg";
import type { ParcelRepository } from "../application/ports.js";
import { Parcel } from "../domain/parcel.js";
import { TrackingNumber } from "../domain/tracking-number.js";

export class PgParcelRepository implements ParcelRepository {
  constructor(private readonly pool: Pool) {}

  async find(number: TrackingNumber): Promise<Parcel | null> {
    const result = await this.pool.query("select * from parcels where number = $1", [number.value]);
    const row = result.rows[0];
    return row ? new Parcel(TrackingNumber.parse(row.number), row.recipient, row.weight, row.status, row.signed_by) : null;
  }

  async save(parcel: Parcel): Promise<void> {
    await this.pool.query(
      `insert into parcels (number, recipient, weight, status, signed_by) values ($1, $2, $3, $4, $5)
       on conflict (number) do update set status = excluded.status, signed_by = excluded.signed_by`,
      [parcel.number.value, parcel.recipient, parcel.weightInGrams, parcel.status, parcel.signedBy],
    );
  }
}
