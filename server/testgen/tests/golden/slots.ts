import assert from "node:assert/strict";
import { beforeEach, describe, it, mock, type Mock } from "node:test";

import { BookedTwice, bookSlot, SlotUnknown, type SlotStore } from "./book-slot";

describe("bookSlot", () => {
  let store: { load: Mock<SlotStore["load"]>; save: Mock<SlotStore["save"]> };

  beforeEach(() => {
    store = { load: mock.fn<SlotStore["load"]>(), save: mock.fn<SlotStore["save"]>() };
    store.load.mock.mockImplementation(
      (id) => Promise.resolve(
        id === "slot-1" ? { id: "slot-1", day: "mon", seats: 1, guests: new Set() } : null,
      ),
    );
    store.save.mock.mockImplementation(() => Promise.resolve(undefined));
  });

  it("returns booked", async () => {
    const result = await bookSlot(store, "slot-1", "guest");

    assert.deepEqual(result, { kind: "booked", price: 20 });
    assert.deepEqual(
      store.save.mock.calls.map((call) => call.arguments),
      [[{ id: "slot-1", day: "mon", seats: 1, guests: new Set(["guest"]) }]],
    );
  });

  it("throws SlotUnknown", async () => {
    store.load.mock.mockImplementation(() => Promise.resolve(null));

    await assert.rejects(bookSlot(store, "slot-1", "guest"), (error: unknown) => {
      assert.ok(error instanceof SlotUnknown);
      assert.equal(error.message, "slot-1");
      return true;
    });
    assert.equal(store.save.mock.callCount(), 0);
  });

  it("throws BookedTwice", async () => {
    store.load.mock.mockImplementation(
      (id) => Promise.resolve(
        id === "slot-1" ? { id: "slot-1", day: "mon", seats: 1, guests: new Set(["guest"]) } : null,
      ),
    );

    await assert.rejects(bookSlot(store, "slot-1", "guest"), (error: unknown) => {
      assert.ok(error instanceof BookedTwice);
      assert.equal(error.message, "guest");
      return true;
    });
    assert.equal(store.save.mock.callCount(), 0);
  });

  it("returns waiting when seats is 0", async () => {
    store.load.mock.mockImplementation(
      (id) => Promise.resolve(
        id === "slot-1" ? { id: "slot-1", day: "mon", seats: 0, guests: new Set() } : null,
      ),
    );

    const result = await bookSlot(store, "slot-1", "guest");

    assert.deepEqual(result, { kind: "waiting", place: 1 });
    assert.deepEqual(
      store.save.mock.calls.map((call) => call.arguments),
      [[{ id: "slot-1", day: "mon", seats: 0, guests: new Set(), waiting: ["guest"] }]],
    );
  });

  it("returns booked when day is sat", async () => {
    store.load.mock.mockImplementation(
      (id) => Promise.resolve(
        id === "slot-1" ? { id: "slot-1", day: "sat", seats: 1, guests: new Set() } : null,
      ),
    );

    const result = await bookSlot(store, "slot-1", "guest");

    assert.deepEqual(result, { kind: "booked", price: 25 });
    assert.deepEqual(
      store.save.mock.calls.map((call) => call.arguments),
      [[{ id: "slot-1", day: "sat", seats: 1, guests: new Set(["guest"]) }]],
    );
  });

  it("returns booked when day is tue", async () => {
    store.load.mock.mockImplementation(
      (id) => Promise.resolve(
        id === "slot-1" ? { id: "slot-1", day: "tue", seats: 1, guests: new Set() } : null,
      ),
    );

    const result = await bookSlot(store, "slot-1", "guest");

    assert.deepEqual(result, { kind: "booked", price: 21 });
    assert.deepEqual(
      store.save.mock.calls.map((call) => call.arguments),
      [[{ id: "slot-1", day: "tue", seats: 1, guests: new Set(["guest"]) }]],
    );
  });

  it("returns waiting when waiting has 1", async () => {
    store.load.mock.mockImplementation(
      (id) => Promise.resolve(
        id === "slot-1" ? {
          id: "slot-1",
          day: "mon",
          seats: 0,
          guests: new Set(),
          waiting: ["waiting"],
        } : null,
      ),
    );

    const result = await bookSlot(store, "slot-1", "guest");

    assert.deepEqual(result, { kind: "waiting", place: 2 });
    assert.deepEqual(
      store.save.mock.calls.map((call) => call.arguments),
      [[{ id: "slot-1", day: "mon", seats: 0, guests: new Set(), waiting: ["waiting", "guest"] }]],
    );
  });
});
