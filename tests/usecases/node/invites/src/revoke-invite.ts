import type { Invite } from './accept-invite';

/** The invite, no longer open. */
export function revokeInvite(invite: Invite): Invite {
  return { ...invite, status: 'revoked' };
}
