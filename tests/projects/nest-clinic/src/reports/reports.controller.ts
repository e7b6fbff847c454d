import { Controller, UseGuards } from "@nestjs/common";
import { StaffGuard } from "../auth/roles.guard";
import { BaseReportController } from "./base-report.controller";
import { DailyReport, DailyReportQuery } from "./daily-report";

@Controller("reports")
@UseGuards(StaffGuard)
export class ReportsController extends BaseReportController<DailyReport> {
  constructor(private readonly query: DailyReportQuery) {
    super();
  }

  protected build(day: Date): Promise<DailyReport> {
    return this.query.run(day);
  }
}
