const books = require("../repositories/books.repository");

const PAGE_SIZE = 25;

module.exports = async function searchBooks(title, page) {
  return books.search(title, PAGE_SIZE, (page - 1) * PAGE_SIZE);
};
