const loans = require("../repositories/loans.repository");
const { LoanNotFoundError } = require("../domain/errors");

async function returnBook(loanId, today = new Date()) {
  const loan = await loans.findById(loanId);
  if (!loan) {
    throw new LoanNotFoundError(loanId);
  }
  loan.end(today);
  await loans.save(loan);
}

module.exports = { returnBook };
