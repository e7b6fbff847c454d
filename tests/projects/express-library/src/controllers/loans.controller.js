const { lendBook } = require("../use-cases/lend-book");
const { returnBook } = require("../use-cases/return-book");
const loans = require("../repositories/loans.repository");

const loansController = {
  async lend(req, res) {
    const loan = await lendBook(req.body.isbn, req.member.id);
    res.status(201).json(loan);
  },

  async giveBack(req, res) {
    await returnBook(req.params.loanId);
    res.status(204).end();
  },

  async overdue(req, res) {
    res.json(await loans.overdue(new Date()));
  },
};

module.exports = loansController;
