import { model, Schema } from "mongoose";

const recipeSchema = new Schema({
  _id: { type: String, required: true },
  authorId: { type: String, required: true, index: true },
  title: { type: String, required: true, maxlength: 200 },
  ingredients: [{ name: String, amount: String }],
});

export const RecipeModel = model("Recipe", recipeSchema);
