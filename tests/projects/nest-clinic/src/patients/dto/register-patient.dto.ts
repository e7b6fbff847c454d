import { IsDateString, IsEmail, Length } from "class-validator";

export class RegisterPatientDto {
  @Length(1, 200)
  name: string;

  @IsEmail()
  email: string;

  @IsDateString()
  bornOn: string;
}
