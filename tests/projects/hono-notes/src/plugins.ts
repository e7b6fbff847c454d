import type { Handler } from "hono";

export interface Plugin {
  path: string;
  handler: Handler;
}

const registered: Plugin[] = [];

export function register(plugin: Plugin): void {
  registered.push(plugin);
}

export function plugins(): Plugin[] {
  return registered;
}
