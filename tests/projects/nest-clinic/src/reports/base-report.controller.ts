import { Get, Query } from "@nestjs/common";

export abstract class BaseReportController<Report> {
  protected abstract build(day: Date): Promise<Report>;

  @Get("daily")
  daily(@Query("day") day: string): Promise<Report> {
    return this.build(new Date(day));
  }
}
