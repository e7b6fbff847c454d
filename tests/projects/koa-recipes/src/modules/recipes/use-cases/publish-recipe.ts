import { randomUUID } from "node:crypto";
import { type Ingredient, Recipe } from "../domain/recipe";
import type { RecipeRepository } from "../recipe.repository";

export class PublishRecipe {
  constructor(private readonly recipes: RecipeRepository) {}

  async execute(authorId: string, title: string, ingredients: Ingredient[]): Promise<Recipe> {
    const recipe = new Recipe(randomUUID(), authorId, title, ingredients);
    await this.recipes.save(recipe);
    return recipe;
  }
}
