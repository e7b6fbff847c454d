import { Injectable } from "@nestjs/common";
import { PrismaService } from "../prisma/prisma.service";

export interface DailyReport {
  day: string;
  appointments: number;
}

@Injectable()
export class DailyReportQuery {
  constructor(private readonly prisma: PrismaService) {}

  async run(day: Date): Promise<DailyReport> {
    const appointments = await this.prisma.appointment.count({ where: { startsAt: day } });
    return { day: day.toISOString(), appointments };
  }
}
