import type { Recipe } from "./domain/recipe";

export interface RecipeRepository {
  findById(id: string): Promise<Recipe | null>;
  search(text: string, limit: number): Promise<Recipe[]>;
  save(recipe: Recipe): Promise<void>;
}
