import Router from "@koa/router";
import type { Context } from "koa";
import { authenticate } from "../../middleware/authenticate";
import Collection from "./collection.model";

const router = new Router();
router.prefix("/collections");

router.get("/", authenticate, listMine);
router.del("/:id", authenticate, remove);
router.register("/:id", ["put", "patch"], [authenticate, rename]);

async function listMine(ctx: Context): Promise<void> {
  ctx.body = await Collection.find({ ownerId: ctx.state.user.id }).limit(100);
}

async function remove(ctx: Context): Promise<void> {
  await Collection.deleteOne({ _id: ctx.params.id, ownerId: ctx.state.user.id });
  ctx.status = 204;
}

async function rename(ctx: Context): Promise<void> {
  const { name } = ctx.request.body as { name: string };
  await Collection.updateOne({ _id: ctx.params.id, ownerId: ctx.state.user.id }, { name });
  ctx.status = 204;
}

export { router as collectionRouter };
