import { Body, Controller, Delete, Get, HttpCode, Param, Post, UseGuards } from "@nestjs/common";
import type { Appointment } from "@prisma/client";
import { StaffGuard } from "../auth/roles.guard";
import { AppointmentsService } from "./appointments.service";
import { RequestAppointmentDto } from "./dto/request-appointment.dto";

@Controller({ path: ["patients/:patientId/appointments", "bookings/:patientId"], version: "2" })
export class AppointmentsController {
  constructor(private readonly appointments: AppointmentsService) {}

  @Get()
  list(@Param("patientId") patientId: string): Promise<Appointment[]> {
    return this.appointments.listFor(patientId);
  }

  @Post()
  request(@Param("patientId") patientId: string, @Body() dto: RequestAppointmentDto): Promise<Appointment> {
    return this.appointments.request(patientId, dto);
  }

  @UseGuards(StaffGuard)
  @Delete(":id")
  @HttpCode(204)
  async cancel(@Param("id") id: string): Promise<void> {
    await this.appointments.cancel(id);
  }
}
