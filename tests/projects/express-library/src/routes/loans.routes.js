const { Router } = require("express");
const controller = require("../controllers/loans.controller");
const asyncHandler = require("../middleware/async-handler");
const authenticate = require("../middleware/authenticate");

const router = Router();

router.use(authenticate);
router.post("/", asyncHandler(controller.lend));
router.post("/:loanId/return", asyncHandler(controller.giveBack));
router.get("/overdue", asyncHandler(controller.overdue));

module.exports = router;
