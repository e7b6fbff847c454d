import { beforeEach, describe, expect, it, vi, type Mocked } from "vitest";

import { ExtensionRefused, RentalNotFound } from "./errors.js";
import { ExtendRental } from "./extend-rental.js";
import { type Clock, type RentalRepository, type Reservations } from "./rental.js";

describe("ExtendRental.execute", () => {
  let rentals: Mocked<RentalRepository>;
  let reservations: Mocked<Reservations>;
  let clock: Mocked<Clock>;
  let extendRental: ExtendRental;

  beforeEach(() => {
    rentals = { findById: vi.fn(), save: vi.fn() };
    reservations = { isReserved: vi.fn() };
    clock = { now: vi.fn() };
    rentals.findById.mockImplementation(
      (id) => Promise.resolve(
        id === "rental-1" ? {
          id: "rental-1",
          tool: "tool",
          borrower: "borrower",
          dueAt: new Date("2024-01-15T12:00:00Z"),
          extensions: 1,
          returnedAt: null,
        } : null,
      ),
    );
    reservations.isReserved.mockResolvedValue(false);
    clock.now.mockReturnValue(new Date("2024-01-15T12:00:00Z"));
    extendRental = new ExtendRental(rentals, reservations, clock);
  });

  it("returns the rental", async () => {
    const result = await extendRental.execute("rental-1");

    expect(result).toEqual(
      {
        id: "rental-1",
        tool: "tool",
        borrower: "borrower",
        dueAt: new Date("2024-01-22T12:00:00Z"),
        extensions: 2,
        returnedAt: null,
      },
    );
    expect(rentals.save).toHaveBeenCalledWith(
      {
        id: "rental-1",
        tool: "tool",
        borrower: "borrower",
        dueAt: new Date("2024-01-22T12:00:00Z"),
        extensions: 2,
        returnedAt: null,
      },
    );
  });

  it("throws RentalNotFound", async () => {
    rentals.findById.mockResolvedValue(null);

    const error = await extendRental.execute("rental-1").catch((caught: unknown) => caught);

    expect(error).toBeInstanceOf(RentalNotFound);
    expect(error).toMatchObject({ message: "rental rental-1 not found", code: "RENTAL_NOT_FOUND" });
    expect(rentals.save).not.toHaveBeenCalled();
  });

  it("throws ExtensionRefused when returned at differs", async () => {
    rentals.findById.mockImplementation(
      (id) => Promise.resolve(
        id === "rental-1" ? {
          id: "rental-1",
          tool: "tool",
          borrower: "borrower",
          dueAt: new Date("2024-01-15T12:00:00Z"),
          extensions: 1,
          returnedAt: new Date("2024-01-15T12:00:00Z"),
        } : null,
      ),
    );

    const error = await extendRental.execute("rental-1").catch((caught: unknown) => caught);

    expect(error).toBeInstanceOf(ExtensionRefused);
    expect(error).toMatchObject({ message: "RETURNED", code: "RETURNED" });
    expect(rentals.save).not.toHaveBeenCalled();
  });

  it("throws ExtensionRefused when due at differs", async () => {
    rentals.findById.mockImplementation(
      (id) => Promise.resolve(
        id === "rental-1" ? {
          id: "rental-1",
          tool: "tool",
          borrower: "borrower",
          dueAt: new Date("2024-01-15T11:59:59Z"),
          extensions: 1,
          returnedAt: null,
        } : null,
      ),
    );

    const error = await extendRental.execute("rental-1").catch((caught: unknown) => caught);

    expect(error).toBeInstanceOf(ExtensionRefused);
    expect(error).toMatchObject({ message: "OVERDUE", code: "OVERDUE" });
    expect(rentals.save).not.toHaveBeenCalled();
  });

  it("throws ExtensionRefused when extensions is 2", async () => {
    rentals.findById.mockImplementation(
      (id) => Promise.resolve(
        id === "rental-1" ? {
          id: "rental-1",
          tool: "tool",
          borrower: "borrower",
          dueAt: new Date("2024-01-15T12:00:00Z"),
          extensions: 2,
          returnedAt: null,
        } : null,
      ),
    );

    const error = await extendRental.execute("rental-1").catch((caught: unknown) => caught);

    expect(error).toBeInstanceOf(ExtensionRefused);
    expect(error).toMatchObject({ message: "TOO_MANY", code: "TOO_MANY" });
    expect(rentals.save).not.toHaveBeenCalled();
  });

  it("throws ExtensionRefused when reservations is reserved is set", async () => {
    reservations.isReserved.mockResolvedValue(true);

    const error = await extendRental.execute("rental-1").catch((caught: unknown) => caught);

    expect(error).toBeInstanceOf(ExtensionRefused);
    expect(error).toMatchObject({ message: "RESERVED", code: "RESERVED" });
    expect(rentals.save).not.toHaveBeenCalled();
  });
});
