import { Controller, Get, Header } from "@nestjs/common";
import { Public } from "../auth/public.decorator";

/** The platform tells where it wants to scrape. */
function metricsPath(): string {
  return JSON.parse(process.env.PLATFORM ?? "{}").metrics;
}

@Controller(metricsPath())
export class MetricsController {
  @Public()
  @Get()
  @Header("content-type", "text/plain")
  show(): string {
    return `uptime ${process.uptime()}\n`;
  }
}
