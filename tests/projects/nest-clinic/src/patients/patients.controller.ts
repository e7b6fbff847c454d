import { Body, Controller, Get, Param, ParseUUIDPipe, Post } from "@nestjs/common";
import type { Patient } from "@prisma/client";
import { Public } from "../auth/public.decorator";
import { RegisterPatientDto } from "./dto/register-patient.dto";
import { PatientsService } from "./patients.service";

@Controller("patients")
export class PatientsController {
  constructor(private readonly patients: PatientsService) {}

  @Public()
  @Post()
  register(@Body() dto: RegisterPatientDto): Promise<Patient> {
    return this.patients.register(dto);
  }

  @Get(":id")
  show(@Param("id", ParseUUIDPipe) id: string): Promise<Patient> {
    return this.patients.find(id);
  }
}
