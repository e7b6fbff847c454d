import { Redis } from "ioredis";
import pg from "pg";
import { DeliverParcel } from "./application/deliver-parcel.js";
import { RegisterParcel } from "./application/register-parcel.js";
import { TrackParcel } from "./application/track-parcel.js";
import { PgParcelRepository } from "./infrastructure/pg-parcel-repository.js";
import { RedisTrackingCache } from "./infrastructure/redis-tracking-cache.js";

export interface Composition {
  registerParcel: RegisterParcel;
  trackParcel: TrackParcel;
  deliverParcel: DeliverParcel;
}

export function composition(): Composition {
  const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL });
  const parcels = new PgParcelRepository(pool);
  const cache = new RedisTrackingCache(new Redis(process.env.REDIS_URL ?? "redis://localhost"));
  return {
    registerParcel: new RegisterParcel(parcels),
    trackParcel: new TrackParcel(parcels, cache),
    deliverParcel: new DeliverParcel(parcels, cache),
  };
}

declare module "fastify" {
  interface FastifyInstance {
    parts: Composition;
  }
}
