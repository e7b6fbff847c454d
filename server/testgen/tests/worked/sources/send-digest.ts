export type Mail = { to: string; lines: number };
export type SendDigestDeps = {
  unread: (userId: number) => Promise<string[]>;
  deliver: (mail: Mail) => Promise<void>;
};
export type DigestResult = { ok: true; lines: number } | { ok: false; error: "NOTHING_UNREAD" | "RELAY_DOWN" };

export const makeSendDigest =
  ({ unread, deliver }: SendDigestDeps) =>
  async (userId: number, to: string, max = 10): Promise<DigestResult> => {
    const lines = await unread(userId);
    if (lines.length === 0) return { ok: false, error: "NOTHING_UNREAD" };
    const count = Math.min(lines.length, max);
    try {
      await deliver({ to, lines: count });
    } catch {
      return { ok: false, error: "RELAY_DOWN" };
    }
    return { ok: true, lines: count };
  };
