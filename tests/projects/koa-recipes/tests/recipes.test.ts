import request from "supertest";
import { createApp } from "../src/app";
import { ShowRecipe } from "../src/modules/recipes/use-cases/show-recipe";
import { RecipeNotFoundError } from "../src/shared/errors";

test("ShowRecipe needs a recipe", async () => {
  const recipes = { findById: jest.fn().mockResolvedValue(null), search: jest.fn(), save: jest.fn() };
  const show = new ShowRecipe(recipes);
  await expect(show.execute("stew")).rejects.toThrow(RecipeNotFoundError);
});

test("recipes are published by cooks alone", async () => {
  const response = await request(createApp().callback()).post("/api/v1/recipes").send({ title: "Soup" });
  expect(response.status).toBe(401);
});
