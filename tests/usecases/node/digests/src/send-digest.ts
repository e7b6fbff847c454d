export type Digest = { to: string; headlines: string[]; sentAt: Date };

export interface Clock {
  now(): Date;
}

export type SendDigestDeps = {
  unread: (userId: number) => Promise<string[]>;
  clock: Clock;
  deliver: (digest: Digest) => Promise<void>;
};

export type DigestResult =
  | { ok: true; count: number }
  | { ok: false; error: "NOTHING_UNREAD" | "RELAY_DOWN" };

export const makeSendDigest =
  ({ unread, clock, deliver }: SendDigestDeps) =>
  async (userId: number, to: string, most = 3): Promise<DigestResult> => {
    const headlines = await unread(userId);
    if (headlines.length === 0) return { ok: false, error: "NOTHING_UNREAD" };
    const shown = headlines.slice(0, most);
    try {
      await deliver({ to: to.trim(), headlines: shown, sentAt: clock.now() });
    } catch {
      return { ok: false, error: "RELAY_DOWN" };
    }
    return { ok: true, count: shown.length };
  };
