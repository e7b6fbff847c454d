export abstract class RentalError extends Error {
  abstract readonly code: string;
}

export class RentalNotFound extends RentalError {
  readonly code = "RENTAL_NOT_FOUND";

  constructor(id: string) {
    super(`rental ${id} not found`);
  }
}

export class ExtensionRefused extends RentalError {
  constructor(readonly code: "RETURNED" | "OVERDUE" | "RESERVED" | "TOO_MANY") {
    super(code);
  }
}
