/** Express middleware: the token's scopes must include the one asked for. */
export function requireScope(scope, tokens) {
  return async (req, res, next) => {
    const header = req.headers.authorization;
    if (!header) return res.status(401).json({ error: 'token missing' });
    const token = await tokens.verify(header.slice(7));
    if (!token.scopes.includes(scope)) return res.status(403).json({ error: 'scope missing' });
    req.userId = token.userId;
    return next();
  };
}
