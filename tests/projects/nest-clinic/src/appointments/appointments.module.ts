import { Module } from "@nestjs/common";
import { CLOCK, SystemClock } from "../common/clock";
import { PatientsModule } from "../patients/patients.module";
import { AppointmentsController } from "./appointments.controller";
import { AppointmentsService } from "./appointments.service";
import { ReminderConsumer } from "./reminder.consumer";

@Module({
  imports: [PatientsModule],
  controllers: [AppointmentsController, ReminderConsumer],
  providers: [AppointmentsService, { provide: CLOCK, useClass: SystemClock }],
})
export class AppointmentsModule {}
