import compose from "koa-compose";
import jwt from "koa-jwt";
import type { Middleware } from "koa";

const verifyToken = jwt({ secret: process.env.JWT_SECRET ?? "only for development" });

const requireCook: Middleware = async (ctx, next) => {
  if (ctx.state.user?.role !== "cook") {
    ctx.throw(403, "only cooks may do this");
  }
  await next();
};

export const authenticate = verifyToken;

export const cooksOnly = compose([verifyToken, requireCook]);
