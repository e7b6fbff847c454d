import { Inject, Injectable } from "@nestjs/common";
import type { Appointment } from "@prisma/client";
import { CLOCK, Clock } from "@/common/clock";
import { AppointmentNotFoundError, SlotInThePastError, SlotTakenError } from "@/common/domain-errors";
import { PatientsService } from "@/patients/patients.service";
import { PrismaService } from "@/prisma/prisma.service";
import { RequestAppointmentDto } from "./dto/request-appointment.dto";

@Injectable()
export class AppointmentsService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly patients: PatientsService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async request(patientId: string, dto: RequestAppointmentDto): Promise<Appointment> {
    const startsAt = new Date(dto.startsAt);
    if (startsAt <= this.clock.now()) {
      throw new SlotInThePastError();
    }
    const patient = await this.patients.find(patientId);
    const taken = await this.prisma.appointment.count({ where: { doctorId: dto.doctorId, startsAt } });
    if (taken > 0) {
      throw new SlotTakenError(startsAt);
    }
    return this.prisma.appointment.create({
      data: { patientId: patient.id, doctorId: dto.doctorId, startsAt },
    });
  }

  async cancel(id: string): Promise<void> {
    const appointment = await this.prisma.appointment.findUnique({ where: { id } });
    if (!appointment) {
      throw new AppointmentNotFoundError();
    }
    await this.prisma.appointment.update({ where: { id }, data: { status: "CANCELLED" } });
  }

  async listFor(patientId: string): Promise<Appointment[]> {
    return this.prisma.appointment.findMany({ where: { patientId }, take: 50 });
  }
}
