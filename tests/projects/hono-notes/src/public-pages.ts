import { Hono } from "hono";

export function publicPages(): Hono {
  const pages = new Hono();
  pages.get("/", (c) => c.text("notes")).get("/imprint", imprint);
  pages.on(["GET", "POST"], "/feedback", (c) => c.text("thank you"));
  return pages;
}

function imprint(): Response {
  return new Response("the notes company");
}
