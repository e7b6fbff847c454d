import { readdirSync } from "node:fs";
import { join } from "node:path";
import type Router from "@koa/router";

/** Routers of features that are tried out; each file in the folder is one. */
export function experiments(): Router[] {
  const folder = process.env.EXPERIMENTS;
  if (!folder) {
    return [];
  }
  return readdirSync(folder).map((file) => require(join(folder, file)).router);
}
