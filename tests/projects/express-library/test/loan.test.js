const test = require("node:test");
const assert = require("node:assert/strict");

const { Loan } = require("../src/domain/loan");

test("a loan is overdue after its last day", () => {
  const loan = Loan.start(1, 2, new Date("2024-03-01"));
  assert.equal(loan.isOverdue(new Date("2024-04-15")), true);
});
