const knex = require("../db/knex");
const { Loan } = require("../domain/loan");

class LoansRepository {
  async findById(id) {
    const row = await knex("loans").where({ id }).first();
    return row ? new Loan(row) : null;
  }

  async save(loan) {
    const [saved] = await knex("loans").insert(loan).onConflict("id").merge().returning("*");
    return new Loan(saved);
  }

  async overdue(today) {
    return knex("loans").whereNull("returned").andWhere("due", "<", today).limit(500);
  }

  async mostLent(limit) {
    return knex("loans").select("copyId").count().groupBy("copyId").limit(limit);
  }
}

module.exports = new LoansRepository();
