import Router from "@koa/router";
import { collectionRouter } from "./modules/collections/collection.router";
import { ratingRouter } from "./modules/ratings/rating.router";
import { recipeRouter } from "./modules/recipes/recipe.router";

const VERSION = "v1";

export const api = new Router({ prefix: `/api/${VERSION}` });

api.get("health", "/health", (ctx) => {
  ctx.body = { status: "up" };
});

api.use("/recipes", recipeRouter.routes(), recipeRouter.allowedMethods());
api.use("/recipes/:recipeId/ratings", ratingRouter.routes());
api.use(collectionRouter.routes());
