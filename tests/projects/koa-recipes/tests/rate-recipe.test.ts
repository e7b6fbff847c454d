import { Recipe } from "../src/modules/recipes/domain/recipe";
import type { RecipeRepository } from "../src/modules/recipes/recipe.repository";
import type { RatingRepository } from "../src/modules/ratings/rating.repository";
import { rateRecipe } from "../src/modules/ratings/use-cases/rate-recipe";
import { AlreadyRatedError, InvalidStarsError, RecipeNotFoundError } from "../src/shared/errors";

const soup = new Recipe("soup", "ada", "Soup", []);
let recipes: jest.Mocked<RecipeRepository>;
let ratings: jest.Mocked<RatingRepository>;

beforeEach(() => {
  recipes = { findById: jest.fn().mockResolvedValue(soup), search: jest.fn(), save: jest.fn() };
  ratings = { hasRated: jest.fn().mockResolvedValue(false), add: jest.fn() };
});

describe("rateRecipe", () => {
  it("adds a rating", async () => {
    await rateRecipe(recipes, ratings, "soup", "grace", 4);
    expect(ratings.add).toHaveBeenCalledTimes(1);
  });

  it("needs a recipe", async () => {
    recipes.findById.mockResolvedValue(null);
    await expect(rateRecipe(recipes, ratings, "stew", "grace", 4)).rejects.toThrow(RecipeNotFoundError);
  });

  it("counts once for each cook", async () => {
    ratings.hasRated.mockResolvedValue(true);
    await expect(rateRecipe(recipes, ratings, "soup", "grace", 4)).rejects.toThrow(AlreadyRatedError);
  });

  it.each([0, 6, 1.5])("refuses %s stars", async (stars) => {
    await expect(rateRecipe(recipes, ratings, "soup", "grace", stars)).rejects.toThrow(InvalidStarsError);
  });
});
