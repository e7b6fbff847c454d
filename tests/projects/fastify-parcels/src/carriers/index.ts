export interface Carrier {
  hookPath: string;
  receive(body: unknown): Promise<void>;
}

export function carriers(): Carrier[] {
  const configured = process.env.CARRIERS?.split(",") ?? [];
  return configured.map((name) => ({
    hookPath: `/hooks/${name}`,
    receive: async () => undefined,
  }));
}
