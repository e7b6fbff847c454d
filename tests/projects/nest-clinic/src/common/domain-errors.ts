export abstract class DomainError extends Error {}

export class PatientNotFoundError extends DomainError {
  constructor(readonly patientId: string) {
    super(`there is no patient ${patientId}`);
  }
}

export class EmailTakenError extends DomainError {
  constructor(email: string) {
    super(`${email} is registered already`);
  }
}

export class SlotTakenError extends DomainError {
  constructor(startsAt: Date) {
    super(`the doctor is not free at ${startsAt.toISOString()}`);
  }
}

export class SlotInThePastError extends DomainError {}

export class AppointmentNotFoundError extends DomainError {}
