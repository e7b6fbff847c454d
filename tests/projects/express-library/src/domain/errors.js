class LibraryError extends Error {
  constructor(message) {
    super(message);
    this.name = new.target.name;
  }
}

class BookNotFoundError extends LibraryError {
  constructor(isbn) {
    super(`the library has no book ${isbn}`);
  }
}

class AlreadyLentError extends LibraryError {
  constructor(isbn) {
    super(`every copy of ${isbn} is lent`);
  }
}

class MemberBlockedError extends LibraryError {
  constructor(memberId) {
    super(`member ${memberId} is blocked`);
  }
}

class LoanNotFoundError extends LibraryError {
  constructor(loanId) {
    super(`there is no loan ${loanId}`);
  }
}

module.exports = { LibraryError, BookNotFoundError, AlreadyLentError, MemberBlockedError, LoanNotFoundError };
