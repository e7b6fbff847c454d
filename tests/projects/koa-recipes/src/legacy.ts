import Router from "@koa/router";
import Koa from "koa";

const router = new Router();

router.redirect("/recipe", "/api/v1/recipes");

router.all("/(.*)", async function gone(ctx) {
  ctx.throw(410, "this interface is no more");
});

export const legacy = new Koa();

legacy.use(router.routes());
