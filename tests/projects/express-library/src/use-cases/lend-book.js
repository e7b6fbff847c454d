const books = require("../repositories/books.repository");
const loans = require("../repositories/loans.repository");
const members = require("../repositories/members.repository");
const { Loan } = require("../domain/loan");
const { AlreadyLentError, BookNotFoundError, MemberBlockedError } = require("../domain/errors");

async function lendBook(isbn, memberId, today = new Date()) {
  const member = await members.findById(memberId);
  if (member.blocked) {
    throw new MemberBlockedError(memberId);
  }
  const copies = await books.copiesOf(isbn);
  if (copies.length === 0) {
    throw new BookNotFoundError(isbn);
  }
  const free = copies.find((copy) => !copy.lent);
  if (!free) {
    throw new AlreadyLentError(isbn);
  }
  const loan = Loan.start(free.id, memberId, today);
  return loans.save(loan);
}

module.exports = { lendBook };
