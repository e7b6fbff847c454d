const knex = require("../db/knex");

module.exports = (app) => {
  app.get("/health", async function health(req, res) {
    await knex.raw("select 1");
    res.json({ status: "up" });
  });
};
