export type Weekday = "mon" | "tue" | "wed" | "sat";

export interface Slot {
  id: string;
  day: Weekday;
  seats: number;
  guests: Set<string>;
  waiting?: string[];
}

export interface SlotStore {
  load(id: string): Promise<Slot | null>;
  save(slot: Slot): Promise<void>;
}

export interface Prices {
  byDay: Map<string, number>;
}

export type Booking = { kind: "booked"; price: number } | { kind: "waiting"; place: number };

export class SlotUnknown extends Error {}
export class BookedTwice extends Error {}

function surcharge(day: Weekday): number {
  switch (day) {
    case "sat":
      return 5;
    case "mon":
      return 0;
    default:
      return 1;
  }
}

export async function bookSlot(store: SlotStore, slotId: string, guest: string): Promise<Booking> {
  const slot = await store.load(slotId);
  if (slot === null) {
    throw new SlotUnknown(slotId);
  }
  if (slot.guests.has(guest)) {
    throw new BookedTwice(guest);
  }
  if (slot.guests.size >= slot.seats) {
    const waiting = [...(slot.waiting ?? []), guest];
    await store.save({ ...slot, waiting });
    return { kind: "waiting", place: waiting.length };
  }
  slot.guests.add(guest);
  await store.save(slot);
  return { kind: "booked", price: 20 + surcharge(slot.day) };
}
