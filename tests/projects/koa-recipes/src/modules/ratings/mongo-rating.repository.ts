import { model, Schema } from "mongoose";
import type { Stars } from "./rating";
import type { RatingRepository } from "./rating.repository";

const ratingSchema = new Schema({ recipeId: String, cookId: String, stars: Number });

export const RatingModel = model("Rating", ratingSchema);

export class MongoRatingRepository implements RatingRepository {
  async hasRated(recipeId: string, cookId: string): Promise<boolean> {
    return (await RatingModel.countDocuments({ recipeId, cookId })) > 0;
  }

  async add(recipeId: string, cookId: string, stars: Stars): Promise<void> {
    await RatingModel.create({ recipeId, cookId, stars: stars.count });
  }
}
