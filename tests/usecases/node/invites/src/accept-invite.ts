export type Role = 'viewer' | 'editor' | 'owner';

export type Invite = {
  token: string;
  email: string;
  team: string;
  role: Role;
  status: 'open' | 'accepted' | 'revoked';
  expiresAt: Date;
};

export type Member = { email: string; team: string; role: Role };

export type FindInvite = (token: string) => Promise<Invite | undefined>;

export type Members = {
  count: (team: string) => Promise<number>;
  add: (member: Member) => Promise<Member>;
};

export const MOST_MEMBERS = 50;

export class InviteError extends Error {
  constructor(public readonly reason: 'UNKNOWN' | 'USED' | 'EXPIRED' | 'WRONG_EMAIL' | 'FULL') {
    super(`the invite cannot be accepted: ${reason}`);
    this.name = 'InviteError';
  }
}

/** Makes a member out of an invite. */
export async function acceptInvite(
  findInvite: FindInvite,
  members: Members,
  now: () => Date,
  token: string,
  email: string,
): Promise<Member> {
  const invite = await findInvite(token);
  if (!invite) throw new InviteError('UNKNOWN');
  if (invite.status !== 'open') throw new InviteError('USED');
  if (invite.expiresAt <= now()) throw new InviteError('EXPIRED');
  if (invite.email !== email.trim().toLowerCase()) throw new InviteError('WRONG_EMAIL');
  if ((await members.count(invite.team)) >= MOST_MEMBERS) throw new InviteError('FULL');
  const role = invite.role === 'owner' ? 'editor' : invite.role;
  return members.add({ email: invite.email, team: invite.team, role });
}
