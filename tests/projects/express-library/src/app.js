const express = require("express");
const config = require("./config");
const routes = require("./routes");
const addHealthRoutes = require("./routes/health.routes");
const loadReports = require("./reports");
const errorHandler = require("./middleware/error-handler");

function createApp() {
  const app = express();
  app.disable("x-powered-by");
  app.use(express.json());

  addHealthRoutes(app);
  app.use(config.apiPrefix, routes);
  loadReports(app);

  app.use(errorHandler);
  return app;
}

module.exports = { createApp };
