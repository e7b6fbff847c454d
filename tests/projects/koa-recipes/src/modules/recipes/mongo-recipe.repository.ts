import { type Ingredient, Recipe } from "./domain/recipe";
import { RecipeModel } from "./recipe.model";
import type { RecipeRepository } from "./recipe.repository";

export class MongoRecipeRepository implements RecipeRepository {
  async findById(id: string): Promise<Recipe | null> {
    const found = await RecipeModel.findById(id).lean();
    return found ? new Recipe(found._id, found.authorId, found.title, found.ingredients as Ingredient[]) : null;
  }

  async search(text: string, limit: number): Promise<Recipe[]> {
    const found = await RecipeModel.find({ title: new RegExp(text, "i") }).limit(limit).lean();
    return found.map((one) => new Recipe(one._id, one.authorId, one.title, one.ingredients as Ingredient[]));
  }

  async save(recipe: Recipe): Promise<void> {
    await RecipeModel.updateOne({ _id: recipe.id }, recipe, { upsert: true });
  }
}
