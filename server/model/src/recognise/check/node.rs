//! Registrations of JavaScript and TypeScript that values, loops and settings tell, on real frameworks.

use super::endpoints::{check, guarded};
use super::workspace::Workspace;

#[test]
fn plugins_loaded_where_they_are_registered() {
    check(
        r#"
//- app.js
const Fastify = require("fastify");
module.exports = async () => {
  const server = Fastify().withTypeProvider();
  // A plugin that is no context of its own has no prefix either.
  await server.register(require("./routes"), { prefix: "/api" });
  await server.register(import("./users.mjs"));
};

//- routes.js
const fp = require("fastify-plugin");
module.exports = fp(async function (app) {
  await app.register(require("./admin"), { prefix: "/admin" });
}, { name: "routes" });

//- admin.js
module.exports = async function (app) {
  app.withTypeProvider().get("/stats", stats);
};
function stats() {}

//- users.mjs
export default async function users(app) {
  app.get("/users", list);
}
function list() {}
"#,
        &["/admin/stats GET stats", "/users GET list"],
    );
}

#[test]
fn routes_of_tables() {
    check(
        r#"
//- app.ts
import express from "express";
import { routes } from "./routes";
const app = express();
routes.forEach((route) => {
  (app as any)[route.method](route.path, route.action);
});
for (const method of ["PUT", "PATCH"]) {
  app[method.toLowerCase()]("/users/:id", change);
}
function change() {}

//- routes.ts
import { all, save } from "./users";
import { allow } from "./users";
export const routes = [
  { method: "get", path: "/users", action: all },
  { method: "post", path: "/users", action: save, before: [allow("admin")] },
];

//- users.ts
export function all() {}
export function save() {}
export function allow(role) {}
"#,
        &[
            "/users GET all",
            "/users POST save",
            "/users/{id} PATCH change",
            "/users/{id} PUT change",
        ],
    );
}

#[test]
fn settings_of_a_route_that_have_a_name() {
    check(
        r#"
//- app.js
const fastify = require("fastify")();
const { routes } = require("./routes");
routes.forEach((route) => fastify.route(route));
const health = { method: "GET", url: "/health", handler: up };
fastify.route(health);
function up() {}

//- routes.js
const cars = require("./cars");
exports.routes = [
  { method: "GET", url: "/cars", handler: cars.list },
  { method: "PUT", url: "/cars/:id", handler: cars.change, schema: cars.schema("car") },
];

//- cars.js
exports.list = async () => {};
exports.change = async () => {};
"#,
        &["/cars GET list", "/cars/{id} PUT change", "/health GET up"],
    );
}

#[test]
fn routers_in_lists_of_modules() {
    check(
        r#"
//- app.js
import Koa from "koa";
import routes from "./routes/index.js";
const app = new Koa();
app.use(await routes());

//- routes/index.js
import Router from "koa-router";
const folders = await Promise.all([import("./ships/index.js"), import("./crew/index.js")]);
const router = new Router({ prefix: "/api" });
export default async () => {
  for await (const folder of folders) {
    for await (const version of folder.default) {
      router.use(version?.default?.routes());
    }
  }
  return router.routes();
};

//- routes/ships/index.js
export default [import("./v4.js"), import("./v5.js")];

//- routes/ships/v4.js
import Router from "koa-router";
const router = new Router({ prefix: "/v4/ships" });
router.get("/", old);
function old() {}
export default router;

//- routes/ships/v5.js
import Router from "koa-router";
const router = new Router({ prefix: "/v5/ships" });
router.get("/", list);
function list() {}
export default router;

//- routes/crew/index.js
export default [import("./v4.js")];

//- routes/crew/v4.js
import Router from "koa-router";
const router = new Router({ prefix: "/v4/crew" });
router.get("/:id", one);
function one() {}
export default router;
"#,
        &[
            "/api/v4/crew/{id} GET one",
            "/api/v4/ships GET old",
            "/api/v5/ships GET list",
        ],
    );
}

#[test]
fn routers_in_fields_of_values_made_in_place() {
    check(
        r#"
//- app.ts
import express from "express";
import { Users } from "./users";
class App {
  public app: express.Application;
  constructor() {
    this.app = express();
    this.app.use("/users", new Users().router);
  }
}
new App();

//- users.ts
import { Router } from "express";
export class Users {
  public router: Router;
  constructor() {
    this.router = Router();
    this.router.get("/", list);
  }
}
function list() {}
"#,
        &["/users GET list"],
    );
}

#[test]
fn decorators_that_functions_put_together() {
    check(
        r#"
//- main.ts
import { NestFactory } from "@nestjs/core";
import { AppModule } from "./app.module";
async function bootstrap() {
  const app = await NestFactory.create(AppModule);
  app.setGlobalPrefix(process.env.PREFIX ?? "api");
  app.getHttpAdapter().get("/ping", ping);
  await app.listen(3000);
}
function ping() {}
bootstrap();

//- decorators.ts
import { applyDecorators, Controller, Get, Post, UseGuards } from "@nestjs/common";
const area = "admin";
export const AdminController = (path: string) => Controller(`${area}/${path}`);
export function Listed(path: string) {
  return applyDecorators(Get(path), UseGuards());
}
export function Chosen(path) {
  if (path === "x") {
    return Post(path);
  }
  return Get(path);
}

//- app.module.ts
import { Module } from "@nestjs/common";
import { AdminController, Chosen, Listed } from "./decorators";
@AdminController("users")
class Users {
  @Listed("all") list() {}
  @Chosen("other") other() {}
}
@Module({ controllers: [Users] })
export class AppModule {}
"#,
        &["/api/admin/users/all GET Users.list", "/ping GET ping"],
    );
}

#[test]
fn prefixes_that_settings_tell() {
    check(
        r#"
//- app.ts
import express from "express";
import config from "./config";
import { env } from "./env";
import { below } from "./paths";
const app = express();
app.get(config.server.prefix + "status", status);
app.get(`${env.BASE}/env`, status);
app.get(below("users"), status);
const base = config.server.prefix.length ? "/same" : "/same/";
app.get(base, status);
const told = process.env.LOCAL ? "/local" : "/remote";
app.get(told, status);
function status() {}

//- paths.ts
const root = "/v1";
export const below = (name: string) => `${root}/${name}`;

//- env.ts
import { z } from "zod";
export const env = z.object({ BASE: z.string().min(1).default("/base") }).parse(process.env);

//- config.ts
const fromFile = require(process.env.FILE ? process.env.FILE : "./config.json");
interface Settings { server: { prefix: string } }
const defaults: Settings = { server: { prefix: "/api/" } };
class Config implements Settings {
  server: Settings["server"];
  constructor() {
    const merged = this.merge(fromFile, defaults);
    this.server = merged.server;
  }
  merge = (...all: object[]): Settings => all.reduce((one, other) => ({ ...one, ...other })) as Settings;
}
export default new Config();
"#,
        &[
            "/api/status GET status",
            "/base/env GET status",
            "/same GET status",
            "/v1/users GET status",
            "? GET status",
        ],
    );
}

#[test]
fn prefixes_of_a_group_of_settings() {
    check(
        r#"
//- main.ts
import { ConfigService } from "@nestjs/config";
import { NestFactory } from "@nestjs/core";
import { AppModule } from "./app.module";
async function bootstrap() {
  const app = await NestFactory.create(AppModule);
  const settings = app.get(ConfigService);
  app.setGlobalPrefix(settings.getOrThrow("app.prefix", { infer: true }));
  const { port, below: area } = settings.get("area");
  app.getHttpAdapter().get(`/${area}/ping`, ping);
  await app.listen(port);
}
function ping() {}
bootstrap();

//- area.config.ts
import { registerAs } from "@nestjs/config";
export const token = "area";
const below = env("BELOW", "inner");
export const AreaConfig = registerAs(token, () => ({ port: 3000, below }));
function read(name: string, defaultValue: string) {
  const value = process.env[name];
  return value === undefined ? defaultValue : value;
}
function env(name: string, defaultValue = "") {
  return read(name, defaultValue);
}

//- app.config.ts
import { registerAs } from "@nestjs/config";
export default registerAs("app", () => ({ port: 3000, prefix: process.env.PREFIX || "api" }));

//- app.module.ts
import { Controller, Get, Module } from "@nestjs/common";
@Controller("users")
class Users {
  @Get() list() {}
}
@Module({ controllers: [Users] })
export class AppModule {}
"#,
        &["/api/users GET Users.list", "/inner/ping GET ping"],
    );
}

#[test]
fn controllers_that_a_server_is_made_with() {
    check(
        r#"
//- app.ts
import express from "express";
import { useExpressServer } from "routing-controllers";
import { Users } from "./users";
const app = express();
useExpressServer(app, { routePrefix: "/api", controllers: [Users] });
app.listen(3000);

//- users.ts
import { Get, JsonController, Param, Post } from "routing-controllers";
@JsonController("/users")
export class Users {
  @Get() list() {}
  @Post("/:id") change(@Param("id") id: number) {}
}
@JsonController("/left-out")
export class LeftOut {
  @Get() nobody() {}
}
"#,
        &[
            "/api/users GET Users.list",
            "/api/users/{id} POST Users.change",
            "? GET LeftOut.nobody",
        ],
    );
}

#[test]
fn chains_on_what_a_function_is_given() {
    check(
        r#"
//- app.js
const express = require("express");
const app = express();
const tasks = require("./tasks");
tasks(app);
require("./more")(app);

//- tasks.js
const { list, create } = require("./handlers");
module.exports = function (app) {
  app.route("/tasks").get(list).post(create);
  app.get("/all", list).post("/new", create);
};

//- more.js
const handlers = require("./handlers");
module.exports = (app) => {
  app.route("/more").get(handlers.list).put(handlers.create);
};

//- handlers.js
exports.list = (req, res) => {};
exports.create = (req, res) => {};
"#,
        &[
            "/all GET list",
            "/more GET list",
            "/more PUT create",
            "/new POST create",
            "/tasks GET list",
            "/tasks POST create",
        ],
    );
}

#[test]
fn hooks_that_functions_register_on_what_they_are_given() {
    let things = Workspace::of_text(
        r#"
//- app.ts
import Fastify, { type FastifyInstance } from "fastify";
import guard from "./guard";
function withAuth(server: FastifyInstance) {
  server.addHook("onRequest", async (request, reply) => {
    await request.jwtVerify();
  });
}
const first = Fastify();
withAuth(first);
first.get("/first", asked);
const second = Fastify();
second.register(guard);
second.get("/second", asked);
const third = Fastify();
third.register(async (inner) => {
  inner.addHook("onRequest", async (request) => request.jwtVerify());
});
third.get("/third", open);
function asked() {}
function open() {}

//- guard.ts
import fp from "fastify-plugin";
export default fp(async function (server) {
  server.addHook("onRequest", async (request, reply) => {
    await request.jwtVerify();
  });
});
"#,
    )
    .things();
    let rows = guarded(&things);
    assert_eq!(rows.len(), 3);
    for row in &rows {
        assert_eq!(row.ends_with(" -"), row.starts_with("open"), "{rows:?}");
    }
}

#[test]
fn guards_that_refuse_for_other_reasons() {
    let things = Workspace::of_text(
        r#"
//- app.ts
import { Controller, Get, ForbiddenException, Injectable, Module, UseGuards } from "@nestjs/common";
import { APP_GUARD, NestFactory } from "@nestjs/core";
@Injectable()
class CsrfGuard {
  canActivate(context) {
    if (!context.token) throw new ForbiddenException();
    return true;
  }
}
@Injectable()
class KeyGuard {
  canActivate(context) {
    if (!context.key) throw new ForbiddenException();
    return true;
  }
}
@Controller("users")
class Users {
  @Get() list() {}
  @UseGuards(KeyGuard) @Get("me") own() {}
  @Get("you") @UseGuards(KeyGuard) other() {}
}
@Module({ controllers: [Users], providers: [{ provide: APP_GUARD, useClass: CsrfGuard }] })
class AppModule {}
async function bootstrap() {
  const app = await NestFactory.create(AppModule);
  await app.listen(3000);
}
bootstrap();
"#,
    )
    .things();
    assert_eq!(
        guarded(&things),
        ["Users.list -", "Users.other KeyGuard", "Users.own KeyGuard"]
    );
}

#[test]
fn prefixes_of_modules_in_a_spread_list() {
    check(
        r#"
//- app.ts
import { Controller, Get, Module } from "@nestjs/common";
import { NestFactory, RouterModule } from "@nestjs/core";
@Controller("users")
class Users {
  @Get() list() {}
}
@Controller("menus")
class Menus {
  @Get() list() {}
}
@Module({ controllers: [Users] })
class UsersModule {}
@Module({ controllers: [Menus] })
class MenusModule {}
const modules = [UsersModule, MenusModule];
@Module({
  imports: [
    ...modules,
    RouterModule.register([{ path: "system", module: SystemModule, children: [...modules] }]),
  ],
})
class SystemModule {}
async function bootstrap() {
  const app = await NestFactory.create(SystemModule);
  await app.listen(3000);
}
bootstrap();
"#,
        &[
            "/system/menus GET Menus.list",
            "/system/users GET Users.list",
        ],
    );
}

#[test]
fn paths_without_the_prefix_beside_a_spread_list() {
    check(
        r#"
//- app.ts
import { Controller, Get, Module } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { LANGUAGES } from "./languages";
@Controller("sitemap.xml")
class Sitemap {
  @Get() map() {}
}
@Controller("users")
class Users {
  @Get() list() {}
}
@Module({ controllers: [Sitemap, Users] })
class AppModule {}
async function bootstrap() {
  const app = await NestFactory.create(AppModule);
  app.setGlobalPrefix("api", {
    exclude: ["sitemap.xml", ...LANGUAGES.map((code) => `/${code}`)],
  });
  await app.listen(3000);
}
bootstrap();

//- languages.ts
export const LANGUAGES = ["de", "en"];
"#,
        &["/api/users GET Users.list", "/sitemap.xml GET Sitemap.map"],
    );
}

#[test]
fn guards_that_a_function_adapts() {
    let things = Workspace::of_text(
        r#"
//- routes.js
const { Router } = require("express");
const asyncHandler = require("./async-handler");
const auth = require("./auth");
const log = require("./log");
const router = Router();
router.post("/keys", asyncHandler(auth.jwt), asyncHandler(makeKey));
router.post("/domains", asyncHandler(auth.admin), asyncHandler(addDomain));
router.get("/health", asyncHandler(log.trace), asyncHandler(health));
require("express")().use(router);
async function makeKey(req, res) {}
async function addDomain(req, res) {}
async function health(req, res) {}

//- async-handler.js
module.exports = function asyncHandler(fn) {
  return function wrapped(...args) {
    return Promise.resolve(fn(...args)).catch(args[args.length - 1]);
  };
};

//- auth.js
const passport = require("passport");
function authenticate(type, error) {
  return function check(req, res, next) {
    passport.authenticate(type, (err, user) => {
      if (!user) throw new Error(error);
      next();
    })(req, res, next);
  };
}
const jwt = authenticate("jwt", "Unauthorized.");
function admin(req, res, next) {
  if (!req.user.admin) return res.status(403).end();
  next();
}
module.exports = { jwt, admin };

//- log.js
function trace(req, res, next) { next(); }
module.exports = { trace };
"#,
    )
    .things();
    assert_eq!(
        guarded(&things),
        ["addDomain admin", "health -", "makeKey jwt"]
    );
}
