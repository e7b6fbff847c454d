//! What handlers of JavaScript and TypeScript are given, and the statuses they answer success with.

use super::workspace::Workspace;
use crate::things::{Endpoint, EndpointParam};

/// Draws each endpoint: its path, its statuses of success and what it takes but the request itself.
fn check(text: &str, expected: &[&str]) {
    let things = Workspace::of_text(text).things();
    let param = |param: &EndpointParam| format!("{:?} {}", param.source, param.name);
    let draw = |endpoint: &Endpoint| {
        let path = endpoint.path.value().cloned().unwrap_or_default();
        let mut params: Vec<String> = endpoint.params.iter().map(param).collect();
        params.retain(|param| !param.starts_with("Request"));
        params.sort();
        let (method, successes) = (&endpoint.method, &endpoint.successes);
        format!("{method} {path} {successes:?} {}", params.join(", "))
    };
    let mut found: Vec<String> = things.endpoints.iter().map(draw).collect();
    found.sort();
    assert_eq!(found, expected);
}

#[test]
fn express() {
    check(
        r#"
//- app.js
const express = require("express");
const app = express();
app.get("/users/:id", (req, res) => {
  const { page, size = 10 } = req.query;
  if (!page) return res.status(404).json({ error: "no page" });
  res.json(find(req.params.id, page, size));
});
app.post("/users", async function (req, res, next) {
  const body = req.body;
  res.status(201);
  res.json(await create(body.name, body["email"], req.headers["x-trace"]));
});
app.put("/users", ({ body, cookies }, res) => {
  replace(body, cookies.session);
  res.sendStatus(204);
});
app.patch("/either", (req, res) => {
  if (req.body.created) { res.status(201).send(); } else { res.send(); }
});
app.get("/old", (req, res) => res.redirect("/new"));
app.get("/moved", (req, res) => res.redirect(301, "/new"));
app.get("/helped", (req, res) => reply(res));
app.get("/passed/:name?", (req, res) => { reply(res, params.name); });
"#,
        &[
            "GET /helped [] ",
            "GET /moved [301] ",
            "GET /old [302] ",
            "GET /passed/{name} [] Path name",
            "GET /users/{id} [200] Path id, Query page, Query size",
            "PATCH /either [200, 201] Body created",
            "POST /users [201] Body email, Body name, Header x-trace",
            "PUT /users [204] Body body, Cookie session",
        ],
    );
}

#[test]
fn koa() {
    check(
        r#"
//- app.ts
import Koa from "koa";
import Router from "@koa/router";
const router = new Router();
router.get("/up", (ctx) => { ctx.body = { status: "up" }; });
router.post("/users", async (ctx: Koa.Context) => {
  ctx.body = await create(ctx.request.body as NewUser, ctx.get("x-trace"));
  ctx.status = 201;
});
router.delete("/users/:id", async (ctx) => {
  await remove(ctx.params.id, ctx.query.force);
  ctx.status = 204;
});
const app = new Koa();
app.use(router.routes());
"#,
        &[
            "DELETE /users/{id} [204] Path id, Query force",
            "GET /up [200] ",
            "POST /users [201] Body body, Header x-trace",
        ],
    );
}

#[test]
fn fastify_and_hono() {
    check(
        r#"
//- app.ts
import Fastify, { type FastifyRequest } from "fastify";
import { users } from "./users";
const fastify = Fastify();
fastify.get("/users", async (request: FastifyRequest<{ Querystring: Page }>) => {
  const { page } = request.query as Page;
  return users(page);
});
fastify.post("/users", async ({ body }, reply) => reply.code(201).send(await create(body)));
fastify.delete("/users/:id", async (request, reply) => {
  reply.status(204);
});

//- notes.ts
import { Hono } from "hono";
const app = new Hono();
app.get("/notes/:id", async (c) => {
  const note = await find(c.req.param("id"), c.req.query("full"));
  if (!note) return c.notFound();
  return c.json(note);
});
app.post("/notes", async (c) => c.json(await create(await c.req.json()), 201));
export default app;
"#,
        &[
            "DELETE /users/{id} [204] Path id",
            "GET /notes/{id} [200] Path id, Query full",
            "GET /users [200] Query page",
            "POST /notes [201] Body body",
            "POST /users [201] Body body",
        ],
    );
}

#[test]
fn decorators_of_parameters() {
    check(
        r#"
//- users.controller.ts
import { Body, Controller, Get, Headers, Param, Post, Query, Req } from "@nestjs/common";
@Controller("users")
export class UsersController {
  @Get(":userId") show(@Param("userId", ParseIntPipe) id: number, @Query("full") full?: boolean) {}
  @Get() list(@Query() page: Page, @Headers("x-trace") trace: string, @Req() req) {}
  @Post() create(@Body() dto: CreateUser, @Body("email") email: string) {}
}
"#,
        &[
            "GET /users [200] Header x-trace, Query page",
            "GET /users/{userId} [200] Path userId, Query full",
            "POST /users [201] Body dto, Body email",
        ],
    );
}
