import { AlreadyRatedError, RecipeNotFoundError } from "../../../shared/errors";
import type { RecipeRepository } from "../../recipes/recipe.repository";
import { Stars } from "../rating";
import type { RatingRepository } from "../rating.repository";

export async function rateRecipe(
  recipes: RecipeRepository,
  ratings: RatingRepository,
  recipeId: string,
  cookId: string,
  stars: number,
): Promise<void> {
  const recipe = await recipes.findById(recipeId);
  if (!recipe) {
    throw new RecipeNotFoundError(recipeId);
  }
  if (await ratings.hasRated(recipeId, cookId)) {
    throw new AlreadyRatedError();
  }
  await ratings.add(recipeId, cookId, Stars.of(stars));
}
