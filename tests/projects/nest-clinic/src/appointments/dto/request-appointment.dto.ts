import { IsDateString, IsUUID } from "class-validator";

export class RequestAppointmentDto {
  @IsUUID()
  doctorId: string;

  @IsDateString()
  startsAt: string;
}
