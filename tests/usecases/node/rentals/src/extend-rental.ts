import { ExtensionRefused, RentalNotFound } from "./errors.js";
import type { Clock, Rental, RentalRepository, Reservations } from "./rental.js";

const DAY = 24 * 60 * 60 * 1000;
const MOST_EXTENSIONS = 2;

export class ExtendRental {
  constructor(
    private readonly rentals: RentalRepository,
    private readonly reservations: Reservations,
    private readonly clock: Clock,
  ) {}

  async execute(rentalId: string, days = 7): Promise<Rental> {
    const rental = await this.rentals.findById(rentalId);
    if (rental === null) {
      throw new RentalNotFound(rentalId);
    }
    if (rental.returnedAt) {
      throw new ExtensionRefused("RETURNED");
    }
    if (rental.dueAt < this.clock.now()) {
      throw new ExtensionRefused("OVERDUE");
    }
    if (rental.extensions >= MOST_EXTENSIONS) {
      throw new ExtensionRefused("TOO_MANY");
    }
    if (await this.reservations.isReserved(rental.tool)) {
      throw new ExtensionRefused("RESERVED");
    }
    const extended = {
      ...rental,
      dueAt: new Date(rental.dueAt.getTime() + days * DAY),
      extensions: rental.extensions + 1,
    };
    await this.rentals.save(extended);
    return extended;
  }
}
