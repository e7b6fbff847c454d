import Router from "@koa/router";
import type { Context } from "koa";
import { authenticate } from "../../middleware/authenticate";
import { MongoRecipeRepository } from "../recipes/mongo-recipe.repository";
import { MongoRatingRepository } from "./mongo-rating.repository";
import { rateRecipe } from "./use-cases/rate-recipe";

const recipes = new MongoRecipeRepository();
const ratings = new MongoRatingRepository();

async function rate(ctx: Context): Promise<void> {
  const { stars } = ctx.request.body as { stars: number };
  await rateRecipe(recipes, ratings, ctx.params.recipeId, ctx.state.user.id, stars);
  ctx.status = 204;
}

export const ratingRouter = new Router();

ratingRouter.use(authenticate);
ratingRouter.put("/", rate);
