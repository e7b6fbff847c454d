import type { Context } from "koa";
import type { PublishRecipe } from "./use-cases/publish-recipe";
import type { ShowRecipe } from "./use-cases/show-recipe";

export class RecipeController {
  constructor(
    private readonly publishRecipe: PublishRecipe,
    private readonly showRecipe: ShowRecipe,
  ) {}

  publish = async (ctx: Context): Promise<void> => {
    const { title, ingredients } = ctx.request.body as { title: string; ingredients: [] };
    ctx.body = await this.publishRecipe.execute(ctx.state.user.id, title, ingredients);
    ctx.status = 201;
  };

  show = async (ctx: Context): Promise<void> => {
    ctx.body = await this.showRecipe.execute(ctx.params.id);
  };
}
