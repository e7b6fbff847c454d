//! Routes as JavaScript and TypeScript write them, on real frameworks.

use super::endpoints::check;

#[test]
fn modules_that_are_loaded_in_place() {
    check(
        r#"
//- app.js
const express = require("express");
const config = require("./config");
const app = module.exports = express();
app.use(config.api.prefix, require("./routes"));
require("./health")(app);

//- config.js
module.exports = { api: { prefix: process.env.PREFIX || "/api" } };

//- health.js
const checkHealth = (app) => {
  app.get("/health", (req, res) => res.send("up"));
};
module.exports = checkHealth;

//- routes.js
const { Router } = require("express");
const router = Router();
const parts = [{ path: "/books", part: require("./books") }];
parts.forEach(({ path, part }) => {
  router.use(path, part);
});
module.exports = router;

//- books.js
const books = require("./controller");
const router = require("express").Router();
router.get("/", books.list);
module.exports = router;

//- controller.js
const books = { list(req, res) {} };
module.exports = books;
"#,
        &["/api/books GET list", "/health GET GET /health"],
    );
}

#[test]
fn applications_made_of_modules() {
    check(
        r#"
//- main.ts
import { NestFactory } from "@nestjs/core";
import { VersioningType } from "@nestjs/common";
import { AppModule } from "./app.module";
async function bootstrap() {
  const app = await NestFactory.create(AppModule);
  app.setGlobalPrefix("api", { exclude: ["health"] });
  app.enableVersioning({ type: VersioningType.URI, defaultVersion: "1" });
  await app.listen(3000);
}
bootstrap();

//- app.module.ts
import { Controller, Get, Module, Post, Version, VERSION_NEUTRAL } from "@nestjs/common";
import { RouterModule } from "@nestjs/core";
abstract class Listing {
  @Get() list() {}
}
@Controller({ path: ["users", "people"], version: "2" })
class Users extends Listing {
  @Version("3") @Post(":id") change() {}
}
@Controller({ path: "health", version: VERSION_NEUTRAL })
class Health {
  @Get() check() {}
}
@Controller("lost")
class Lost {
  @Get() nobody() {}
}
@Module({ controllers: [Users] })
class UsersModule {}
@Module({
  imports: [UsersModule, RouterModule.register([{ path: "admin", module: UsersModule }])],
  controllers: [Health, ...[]],
})
export class AppModule {}
"#,
        &[
            "/api/v1/lost GET Lost.nobody",
            "/api/v2/admin/people GET Listing.list",
            "/api/v2/admin/users GET Listing.list",
            "/api/v3/admin/people/{id} POST Users.change",
            "/api/v3/admin/users/{id} POST Users.change",
            "/health GET Health.check",
        ],
    );
}

#[test]
fn plugins_of_folders() {
    check(
        r#"
//- src/app.ts
import { join } from "node:path";
import AutoLoad from "@fastify/autoload";
import Fastify from "fastify";
const app = Fastify();
app.register(AutoLoad, { dir: join(__dirname, "routes"), options: { prefix: "/v1" } });

//- src/routes/users/index.ts
export default async function users(app) {
  app.get("/", list);
  app.register(inner, { prefix: "/inner" });
}
async function inner(app) {
  app.route({ method: ["PUT", "PATCH"], url: "/:id", handler: list });
}
function list() {}

//- src/routes/users/ignored.ts
export default async function ignored(app) {
  app.get("/ignored", () => {});
}

//- src/routes/deep/er/teams.ts
export const autoPrefix = "/teams";
export default async (app) => {
  app.get("/", list);
};
function list() {}
"#,
        &[
            "/v1/teams GET list",
            "/v1/users GET list",
            "/v1/users/inner/{id} PATCH list",
            "/v1/users/inner/{id} PUT list",
            "? GET GET ",
        ],
    );
}

#[test]
fn routers_of_classes_given_in_a_list() {
    check(
        r#"
//- app.ts
import express, { Router } from "express";
interface Routes { router: Router }
class AuthRoute implements Routes {
  public path = "/auth";
  public router = Router();
  constructor() { this.init(); }
  private init() { this.router.post(`${this.path}/login`, login); }
}
class App {
  public app: express.Application;
  constructor(routes: Routes[]) { this.app = express(); this.init(routes); }
  private init(routes: Routes[]) {
    routes.forEach((route) => { this.app.use("/", route.router); });
  }
}
function login() {}
new App([new AuthRoute()]);
"#,
        &["/auth/login POST login"],
    );
}

#[test]
fn versions_stand_before_paths_without_a_slash() {
    check(
        r#"
//- main.ts
import { Controller, Get, Module, VersioningType } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";

@Controller({ path: "users", version: "1" })
class Users {
  @Get(":id") one() {}
}

@Controller({ version: "2" })
class Root {
  @Get() all() {}
}

@Module({ controllers: [Users, Root] })
class AppModule {}

async function start() {
  const app = await NestFactory.create(AppModule);
  app.enableVersioning({ type: VersioningType.URI });
  await app.listen(80);
}
start();
"#,
        &["/v1/users/{id} GET Users.one", "/v2 GET Root.all"],
    );
}
