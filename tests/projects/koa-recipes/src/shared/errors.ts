export class RecipeError extends Error {}

export class RecipeNotFoundError extends RecipeError {
  constructor(readonly id: string) {
    super(`there is no recipe ${id}`);
  }
}

export class AlreadyRatedError extends RecipeError {}

export class InvalidStarsError extends RecipeError {
  constructor(stars: number) {
    super(`${stars} is no number of stars from 1 to 5`);
  }
}
