import { expect, test } from 'vitest';

import type { Invite } from '../src/accept-invite';
import { revokeInvite } from '../src/revoke-invite';

test('revokes', () => {
  const invite: Invite = {
    token: 'token',
    email: 'ada@example.com',
    team: 'team',
    role: 'viewer',
    status: 'open',
    expiresAt: new Date(),
  };

  expect(revokeInvite(invite).status).toBe('revoked');
});
