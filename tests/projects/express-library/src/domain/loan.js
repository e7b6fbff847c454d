const DAYS = 28;

class Loan {
  constructor({ id, copyId, memberId, due, returned = null }) {
    this.id = id;
    this.copyId = copyId;
    this.memberId = memberId;
    this.due = due;
    this.returned = returned;
  }

  static start(copyId, memberId, today) {
    const due = new Date(today);
    due.setDate(due.getDate() + DAYS);
    return new Loan({ copyId, memberId, due });
  }

  isOverdue(today) {
    return this.returned === null && today > this.due;
  }

  end(today) {
    this.returned = today;
  }
}

module.exports = { Loan };
