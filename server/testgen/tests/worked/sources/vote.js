'use strict';

class PollClosed extends Error {}

/** One vote a voter; a second one replaces the first. */
async function vote(pollId, voterId, choice, polls) {
  const poll = await polls.find(pollId);
  if (poll.closesAt <= polls.now()) throw new PollClosed(pollId);
  const before = poll.votes[voterId];
  if (before === choice) return false;
  await polls.record(pollId, voterId, choice);
  return true;
}

module.exports = { vote, PollClosed };
