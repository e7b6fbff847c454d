import { RecipeNotFoundError } from "../../../shared/errors";
import type { Recipe } from "../domain/recipe";
import type { RecipeRepository } from "../recipe.repository";

export class ShowRecipe {
  constructor(private readonly recipes: RecipeRepository) {}

  async execute(id: string): Promise<Recipe> {
    const recipe = await this.recipes.findById(id);
    if (!recipe) {
      throw new RecipeNotFoundError(id);
    }
    return recipe;
  }
}
