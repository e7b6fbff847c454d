const jwt = require("jsonwebtoken");
const config = require("../config");

module.exports = function authenticate(req, res, next) {
  const [scheme, token] = (req.headers.authorization || "").split(" ");
  if (scheme !== "Bearer" || !token) {
    return res.status(401).json({ error: "a token is needed" });
  }
  try {
    req.member = jwt.verify(token, config.tokenSecret);
  } catch (error) {
    return res.status(401).json({ error: "the token is not valid" });
  }
  return next();
};
