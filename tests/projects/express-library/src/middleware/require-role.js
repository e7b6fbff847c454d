function requireRole(role) {
  return (req, res, next) => {
    if (!req.member.roles.includes(role)) {
      return res.status(403).json({ error: `only a ${role} may do this` });
    }
    return next();
  };
}

module.exports = { requireRole };
