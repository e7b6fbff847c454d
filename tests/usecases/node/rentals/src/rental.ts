export interface Rental {
  id: string;
  tool: string;
  borrower: string;
  dueAt: Date;
  extensions: number;
  returnedAt: Date | null;
}

export interface RentalRepository {
  findById(id: string): Promise<Rental | null>;
  save(rental: Rental): Promise<void>;
}

export interface Reservations {
  isReserved(tool: string): Promise<boolean>;
}

export interface Clock {
  now(): Date;
}
