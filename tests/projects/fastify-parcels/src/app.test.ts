import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FastifyInstance } from "fastify";
import { buildApp } from "./app.js";
import type { Composition } from "./composition.js";

describe("parcels", () => {
  let app: FastifyInstance;

  beforeAll(async () => {
    app = await buildApp({} as Composition);
  });

  afterAll(() => app.close());

  it("are registered by users alone", async () => {
    const response = await app.inject({
      method: "POST",
      url: "/v1/parcels",
      payload: { number: "DE123456789", recipient: "Ada", weightInGrams: 1 },
    });
    expect(response.statusCode).toBe(401);
  });
});
