import { Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { NoteNotFoundError, NotebookFullError } from "./notes/errors";
import { notes } from "./notes/routes";
import { plugins } from "./plugins";
import { publicPages } from "./public-pages";

export const app = new Hono();

app.onError((error, c) => {
  if (error instanceof HTTPException) {
    return error.getResponse();
  }
  if (error instanceof NoteNotFoundError) {
    return c.json({ message: error.message }, 404);
  }
  if (error instanceof NotebookFullError) {
    return c.json({ message: error.message }, 409);
  }
  return c.json({ message: "something went wrong" }, 500);
});

const v1 = app.basePath("/v1");
v1.route("/notebooks/:notebook/notes", notes);

app.route("/", publicPages());

for (const plugin of plugins()) {
  app.get(plugin.path, plugin.handler);
}
