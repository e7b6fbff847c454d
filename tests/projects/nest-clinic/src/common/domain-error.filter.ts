import { ArgumentsHost, Catch, ExceptionFilter, HttpStatus } from "@nestjs/common";
import type { Response } from "express";
import {
  AppointmentNotFoundError,
  DomainError,
  EmailTakenError,
  PatientNotFoundError,
  SlotInThePastError,
  SlotTakenError,
} from "./domain-errors";

@Catch(DomainError)
export class DomainErrorFilter implements ExceptionFilter<DomainError> {
  catch(error: DomainError, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<Response>();
    response.status(this.statusOf(error)).json({ message: error.message });
  }

  private statusOf(error: DomainError): HttpStatus {
    if (error instanceof PatientNotFoundError || error instanceof AppointmentNotFoundError) {
      return HttpStatus.NOT_FOUND;
    }
    if (error instanceof EmailTakenError || error instanceof SlotTakenError) {
      return HttpStatus.CONFLICT;
    }
    if (error instanceof SlotInThePastError) {
      return HttpStatus.UNPROCESSABLE_ENTITY;
    }
    return HttpStatus.INTERNAL_SERVER_ERROR;
  }
}
