export interface Ingredient {
  name: string;
  amount: string;
}

export class Recipe {
  constructor(
    public readonly id: string,
    public readonly authorId: string,
    public title: string,
    public ingredients: Ingredient[],
  ) {}

  rename(title: string): void {
    this.title = title;
  }
}
