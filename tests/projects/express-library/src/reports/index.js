const fs = require("fs");
const path = require("path");

// Each report is a file that exports its router; new ones are dropped in without touching this file.
module.exports = function loadReports(app) {
  const files = fs.readdirSync(__dirname).filter((file) => file !== "index.js");
  for (const file of files) {
    const report = require(path.join(__dirname, file));
    app.use(`/reports/${path.parse(file).name}`, report);
  }
};
