import Koa from "koa";
import bodyParser from "koa-bodyparser";
import mount from "koa-mount";
import { mapErrors } from "./middleware/map-errors";
import { legacy } from "./legacy";
import { api } from "./routes";
import { experiments } from "./experiments";

export function createApp(): Koa {
  const app = new Koa();
  app.use(mapErrors);
  app.use(bodyParser());
  app.use(api.routes()).use(api.allowedMethods());
  app.use(mount("/legacy", legacy));
  for (const experiment of experiments()) {
    app.use(experiment.routes());
  }
  return app;
}
