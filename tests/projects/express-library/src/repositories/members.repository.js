const knex = require("../db/knex");

class MembersRepository {
  async findById(id) {
    return knex("members").where({ id }).first();
  }

  async save(member) {
    const [saved] = await knex("members").insert(member).returning("*");
    return saved;
  }
}

module.exports = new MembersRepository();
