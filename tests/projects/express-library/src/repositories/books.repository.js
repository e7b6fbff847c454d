const knex = require("../db/knex");

class BooksRepository {
  async findByIsbn(isbn) {
    return knex("books").where({ isbn }).first();
  }

  async search(title, limit, offset) {
    return knex("books").whereILike("title", `%${title}%`).limit(limit).offset(offset);
  }

  async save(book) {
    const [saved] = await knex("books").insert(book).returning("*");
    return saved;
  }

  async copiesOf(isbn) {
    return knex("copies").where({ isbn });
  }

  async addCopies(isbn, count) {
    await knex("copies").insert(Array.from({ length: count }, () => ({ isbn })));
  }
}

module.exports = new BooksRepository();
