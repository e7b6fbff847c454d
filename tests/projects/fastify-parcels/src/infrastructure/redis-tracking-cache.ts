import type { Redis } from "ioredis";
import type { TrackingCache } from "../application/ports.js";
import type { TrackingNumber } from "../domain/tracking-number.js";

const SECONDS = 60;

export class RedisTrackingCache implements TrackingCache {
  constructor(private readonly redis: Redis) {}

  async read(number: TrackingNumber): Promise<string | null> {
    return this.redis.get(`parcel:${number.value}`);
  }

  async write(number: TrackingNumber, status: string): Promise<void> {
    await this.redis.set(`parcel:${number.value}`, status, "EX", SECONDS);
  }

  async forget(number: TrackingNumber): Promise<void> {
    await this.redis.del(`parcel:${number.value}`);
  }
}
