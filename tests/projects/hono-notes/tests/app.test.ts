import { expect, it } from "vitest";
import { app } from "../src/app";

it("lets only those with the token write", async () => {
  const response = await app.request("/v1/notebooks/kitchen/notes", { method: "POST" });
  expect(response.status).toBe(401);
});
