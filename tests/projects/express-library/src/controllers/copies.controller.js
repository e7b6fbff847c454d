const books = require("../repositories/books.repository");

exports.list = async (req, res) => {
  res.json(await books.copiesOf(req.params.isbn));
};

exports.add = async (req, res) => {
  await books.addCopies(req.params.isbn, req.body.count || 1);
  res.status(204).end();
};
