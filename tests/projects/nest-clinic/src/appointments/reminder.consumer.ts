import { Controller } from "@nestjs/common";
import { EventPattern, Payload } from "@nestjs/microservices";
import { AppointmentsService } from "./appointments.service";

@Controller()
export class ReminderConsumer {
  constructor(private readonly appointments: AppointmentsService) {}

  @EventPattern("patient.deleted")
  async onPatientDeleted(@Payload() event: { appointmentId: string }): Promise<void> {
    await this.appointments.cancel(event.appointmentId);
  }
}
