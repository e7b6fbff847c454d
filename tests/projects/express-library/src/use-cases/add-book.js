const books = require("../repositories/books.repository");

module.exports = async function addBook({ isbn, title, author }) {
  const known = await books.findByIsbn(isbn);
  if (known) {
    return known;
  }
  return books.save({ isbn, title, author });
};
