import { Clock } from "../common/clock";
import { SlotInThePastError, SlotTakenError } from "../common/domain-errors";
import { PatientsService } from "../patients/patients.service";
import { PrismaService } from "../prisma/prisma.service";
import { AppointmentsService } from "./appointments.service";

class FixedClock implements Clock {
  now(): Date {
    return new Date("2024-03-01T08:00:00Z");
  }
}

describe("AppointmentsService", () => {
  const appointment = { count: jest.fn(), create: jest.fn(), findUnique: jest.fn(), update: jest.fn() };
  const patient = { findUnique: jest.fn() };
  const prisma = { appointment, patient } as unknown as PrismaService;
  let service: AppointmentsService;

  beforeEach(() => {
    jest.resetAllMocks();
    patient.findUnique.mockResolvedValue({ id: "p1" });
    service = new AppointmentsService(prisma, new PatientsService(prisma), new FixedClock());
  });

  it("books a free slot", async () => {
    appointment.count.mockResolvedValue(0);
    appointment.create.mockResolvedValue({ id: "a1" });
    const booked = await service.request("p1", { doctorId: "d1", startsAt: "2024-03-02T09:00:00Z" });
    expect(booked.id).toBe("a1");
  });

  it("refuses a slot that is taken", async () => {
    appointment.count.mockResolvedValue(1);
    await expect(service.request("p1", { doctorId: "d1", startsAt: "2024-03-02T09:00:00Z" })).rejects.toThrow(
      SlotTakenError,
    );
  });

  it("refuses a slot in the past", async () => {
    await expect(service.request("p1", { doctorId: "d1", startsAt: "2024-02-02T09:00:00Z" })).rejects.toThrow(
      SlotInThePastError,
    );
  });
});
