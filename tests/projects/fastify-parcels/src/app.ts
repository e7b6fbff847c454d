import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import AutoLoad from "@fastify/autoload";
import Fastify, { type FastifyInstance } from "fastify";
import { composition, type Composition } from "./composition.js";
import { carriers } from "./carriers/index.js";
import errors from "./plugins/errors.js";
import authentication from "./plugins/authentication.js";

const here = dirname(fileURLToPath(import.meta.url));

export async function buildApp(parts: Composition = composition()): Promise<FastifyInstance> {
  const app = Fastify({ logger: false });
  app.decorate("parts", parts);
  await app.register(errors);
  await app.register(authentication);

  app.get("/health", async function health() {
    return { status: "up" };
  });

  await app.register(AutoLoad, { dir: join(here, "routes"), options: { prefix: "/v1" } });

  // A carrier brings its own web hook, under a path of its own choice.
  for (const carrier of carriers()) {
    app.post(carrier.hookPath, async (request) => carrier.receive(request.body));
  }
  return app;
}
