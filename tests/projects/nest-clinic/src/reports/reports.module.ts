import { Module } from "@nestjs/common";
import { DailyReportQuery } from "./daily-report";
import { ReportsController } from "./reports.controller";

@Module({ controllers: [ReportsController], providers: [DailyReportQuery] })
export class ReportsModule {}
