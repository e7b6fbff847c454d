import { InvalidStarsError } from "../../shared/errors";

export class Stars {
  private constructor(readonly count: number) {}

  static of(count: number): Stars {
    if (!Number.isInteger(count) || count < 1 || count > 5) {
      throw new InvalidStarsError(count);
    }
    return new Stars(count);
  }
}
