const { AlreadyLentError, BookNotFoundError, LoanNotFoundError, MemberBlockedError } = require("../domain/errors");

// eslint-disable-next-line no-unused-vars
module.exports = function errorHandler(error, req, res, next) {
  if (error instanceof BookNotFoundError || error instanceof LoanNotFoundError) {
    return res.status(404).json({ error: error.message });
  }
  if (error instanceof AlreadyLentError) {
    return res.status(409).json({ error: error.message });
  }
  if (error instanceof MemberBlockedError) {
    return res.status(403).json({ error: error.message });
  }
  return res.status(500).json({ error: "something went wrong" });
};
