import { TooHeavyError } from "../domain/errors.js";
import { Parcel } from "../domain/parcel.js";
import { TrackingNumber } from "../domain/tracking-number.js";
import type { ParcelRepository } from "./ports.js";

const LIMIT_IN_GRAMS = 31_500;

export interface RegisterParcelInput {
  number: string;
  recipient: string;
  weightInGrams: number;
}

export class RegisterParcel {
  constructor(private readonly parcels: ParcelRepository) {}

  async execute(input: RegisterParcelInput): Promise<Parcel> {
    if (input.weightInGrams > LIMIT_IN_GRAMS) {
      throw new TooHeavyError();
    }
    const parcel = new Parcel(TrackingNumber.parse(input.number), input.recipient, input.weightInGrams);
    await this.parcels.save(parcel);
    return parcel;
  }
}
