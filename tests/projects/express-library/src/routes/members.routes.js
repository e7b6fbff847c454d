const { Router } = require("express");
const authenticate = require("../middleware/authenticate");

module.exports = function createMemberRoutes(controller) {
  const router = Router();
  router.post("/", controller.register);
  router.get("/me", authenticate, controller.profile);
  return router;
};
