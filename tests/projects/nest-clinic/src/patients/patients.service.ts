import { Injectable } from "@nestjs/common";
import type { Patient } from "@prisma/client";
import { EmailTakenError, PatientNotFoundError } from "../common/domain-errors";
import { PrismaService } from "../prisma/prisma.service";
import type { RegisterPatientDto } from "./dto/register-patient.dto";

@Injectable()
export class PatientsService {
  constructor(private readonly prisma: PrismaService) {}

  async register(dto: RegisterPatientDto): Promise<Patient> {
    const known = await this.prisma.patient.findUnique({ where: { email: dto.email } });
    if (known) {
      throw new EmailTakenError(dto.email);
    }
    return this.prisma.patient.create({ data: { ...dto, bornOn: new Date(dto.bornOn) } });
  }

  async find(id: string): Promise<Patient> {
    const patient = await this.prisma.patient.findUnique({ where: { id } });
    if (!patient) {
      throw new PatientNotFoundError(id);
    }
    return patient;
  }
}
