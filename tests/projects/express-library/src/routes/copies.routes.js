const express = require("express");
const controller = require("../controllers/copies.controller");
const asyncHandler = require("../middleware/async-handler");
const authenticate = require("../middleware/authenticate");

const router = express.Router({ mergeParams: true });

router.get("/", asyncHandler(controller.list));
router.post(["/", "/batch"], authenticate, asyncHandler(controller.add));

module.exports = router;
