import type { FastifyInstance } from "fastify";

async function listTours(): Promise<{ tours: string[] }> {
  return { tours: ["north", "south"] };
}

export async function tours(app: FastifyInstance): Promise<void> {
  app.get("/", listTours);
}

export const autoload = false;
