const addBook = require("../use-cases/add-book");
const searchBooks = require("../use-cases/search-books");
const books = require("../repositories/books.repository");
const { BookNotFoundError } = require("../domain/errors");

async function search(req, res) {
  res.json(await searchBooks(req.query.title, Number(req.query.page || 1)));
}

async function add(req, res) {
  const book = await addBook(req.body);
  res.status(201).json(book);
}

async function show(req, res) {
  const book = await books.findByIsbn(req.params.isbn);
  if (!book) {
    throw new BookNotFoundError(req.params.isbn);
  }
  res.json(book);
}

module.exports = { search, add, show };
