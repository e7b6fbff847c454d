const { Router } = require("express");
const books = require("./books.routes");
const loans = require("./loans.routes");
const createMemberRoutes = require("./members.routes");
const MembersController = require("../controllers/members.controller");

const router = Router();

const mounted = [
  { path: "/books", router: books },
  { path: "/loans", router: loans },
];

mounted.forEach((entry) => {
  router.use(entry.path, entry.router);
});

router.use("/members", createMemberRoutes(new MembersController()));

module.exports = router;
