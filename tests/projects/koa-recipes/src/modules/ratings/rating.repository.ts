import type { Stars } from "./rating";

export interface RatingRepository {
  hasRated(recipeId: string, cookId: string): Promise<boolean>;
  add(recipeId: string, cookId: string, stars: Stars): Promise<void>;
}
