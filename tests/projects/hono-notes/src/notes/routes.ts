import { type Context, Hono } from "hono";
import { bearerAuth } from "hono/bearer-auth";
import { rewriteNote } from "./rewrite-note";
import { SqliteNoteRepository } from "./sqlite-note-repository";
import { writeNote } from "./write-note";

const repository = new SqliteNoteRepository();

export const notes = new Hono();

notes.get("/", list);

notes.use(bearerAuth({ token: process.env.TOKEN ?? "only for development" }));

notes.post("/", write);
notes.put("/:id{[0-9]+}", rewrite);

async function list(c: Context): Promise<Response> {
  return c.json(await repository.list(c.req.param("notebook") ?? ""));
}

async function write(c: Context): Promise<Response> {
  const { text } = await c.req.json<{ text: string }>();
  const note = await writeNote(repository, c.req.param("notebook") ?? "", text);
  return c.json(note, 201);
}

async function rewrite(c: Context): Promise<Response> {
  const { text } = await c.req.json<{ text: string }>();
  await rewriteNote(repository, Number(c.req.param("id")), text);
  return c.body(null, 204);
}
