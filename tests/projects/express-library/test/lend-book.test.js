const { afterEach, describe, it, mock } = require("node:test");
const assert = require("node:assert/strict");

const { lendBook } = require("../src/use-cases/lend-book");
const books = require("../src/repositories/books.repository");
const loans = require("../src/repositories/loans.repository");
const members = require("../src/repositories/members.repository");
const { AlreadyLentError, MemberBlockedError } = require("../src/domain/errors");

describe("lendBook", () => {
  afterEach(() => mock.restoreAll());

  it("starts a loan of a free copy", async () => {
    mock.method(members, "findById", async () => ({ id: 7, blocked: false }));
    mock.method(books, "copiesOf", async () => [{ id: 1, lent: true }, { id: 2, lent: false }]);
    mock.method(loans, "save", async (loan) => loan);
    const loan = await lendBook("9780262033848", 7, new Date("2024-03-01"));
    assert.equal(loan.copyId, 2);
  });

  it("refuses a blocked member", async () => {
    mock.method(members, "findById", async () => ({ id: 7, blocked: true }));
    await assert.rejects(() => lendBook("9780262033848", 7), MemberBlockedError);
  });

  it("refuses when every copy is lent", async () => {
    mock.method(members, "findById", async () => ({ id: 7, blocked: false }));
    mock.method(books, "copiesOf", async () => [{ id: 1, lent: true }]);
    await assert.rejects(() => lendBook("9780262033848", 7), AlreadyLentError);
  });
});
