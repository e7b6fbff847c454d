import type { Context, Next } from "koa";
import { AlreadyRatedError, InvalidStarsError, RecipeNotFoundError } from "../shared/errors";

export async function mapErrors(ctx: Context, next: Next): Promise<void> {
  try {
    await next();
  } catch (error) {
    if (error instanceof RecipeNotFoundError) {
      ctx.status = 404;
      ctx.body = { message: error.message };
      return;
    }
    if (error instanceof AlreadyRatedError) {
      ctx.status = 409;
      ctx.body = { message: error.message };
      return;
    }
    if (error instanceof InvalidStarsError) {
      ctx.status = 422;
      ctx.body = { message: error.message };
      return;
    }
    throw error;
  }
}
