import Router from "@koa/router";
import { cooksOnly } from "../../middleware/authenticate";
import { MongoRecipeRepository } from "./mongo-recipe.repository";
import { RecipeController } from "./recipe.controller";
import { PublishRecipe } from "./use-cases/publish-recipe";
import { ShowRecipe } from "./use-cases/show-recipe";

const recipes = new MongoRecipeRepository();
const controller = new RecipeController(new PublishRecipe(recipes), new ShowRecipe(recipes));

export const recipeRouter = new Router();

recipeRouter.get("/:id", controller.show).post("/", cooksOnly, controller.publish);
