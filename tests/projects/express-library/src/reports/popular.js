const { Router } = require("express");
const loans = require("../repositories/loans.repository");
const asyncHandler = require("../middleware/async-handler");

const router = Router();

router.get(
  "/",
  asyncHandler(async function popular(req, res) {
    res.json(await loans.mostLent(20));
  })
);

module.exports = router;
