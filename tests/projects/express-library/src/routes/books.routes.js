const express = require("express");
const controller = require("../controllers/books.controller");
const copies = require("./copies.routes");
const asyncHandler = require("../middleware/async-handler");
const authenticate = require("../middleware/authenticate");
const { requireRole } = require("../middleware/require-role");
const validate = require("../middleware/validate");
const { bookSchema } = require("../schemas/book.schema");

const router = express.Router();

router
  .route("/")
  .get(asyncHandler(controller.search))
  .post(authenticate, requireRole("librarian"), validate(bookSchema), asyncHandler(controller.add));

router.get("/:isbn", asyncHandler(controller.show));

router.use("/:isbn/copies", copies);

module.exports = router;
