//! Texts of paths that are made of others by the language's own means, and settings that name what they are otherwise.

use super::endpoints::check;

#[test]
fn ends_of_texts_are_taken_off() {
    check(
        r#"
//- config.py
from decouple import config
from starlette.config import Config
settings = Config(".env")
PREFIX = config("PREFIX", default="/sub/").strip("/")
BASE = settings("BASE", cast=str, default="/base//").rstrip("/").removesuffix("se")
UNSET = config("UNSET").strip("/")

//- main.py
from fastapi import APIRouter, FastAPI
from config import BASE, PREFIX, UNSET
app = FastAPI()
router = APIRouter(prefix=f"/{PREFIX}")

@router.get("/info")
def info(): ...

@app.get(BASE)
def base(): ...

@app.get(UNSET)
def unset(): ...

app.include_router(router)
"#,
        &["/ba GET base", "/sub/info GET info", "? GET unset"],
    );
    check(
        r#"
//- go.mod
module example.com/shop
//- main.go
package main

import (
	"strings"
	"github.com/gin-gonic/gin"
)

const base = "/api/"

func main() {
	engine := gin.New()
	group := engine.Group(strings.TrimSuffix(base, "/"))
	group.GET("/"+strings.Trim(" list ", " "), list)
	engine.GET(strings.TrimSpace(read()), list)
}

func list(c *gin.Context) {}
"#,
        &["/api/list GET list", "? GET list"],
    );
}

#[test]
fn places_in_texts_are_filled() {
    check(
        r#"
//- main.py
from flask import Flask

app = Flask(__name__)

def listed(page): ...

for kind in ["rated", "hot"]:
    app.add_url_rule("/{}/<page>".format(kind), view_func=listed)
    app.add_url_rule("/%s/%d%%" % (kind, 1), view_func=listed)
    app.add_url_rule("/{0}/{{{name}}}".format(kind, name=kind), view_func=listed)
    app.add_url_rule("/{:>3}/<page>".format(kind), view_func=listed)
"#,
        &[
            "/hot/1% GET listed",
            "/hot/{hot} GET listed",
            "/hot/{page} GET listed",
            "/rated/1% GET listed",
            "/rated/{page} GET listed",
            "/rated/{rated} GET listed",
            "? GET listed",
        ],
    );
}

#[test]
fn fields_name_their_defaults() {
    check(
        r#"
//- Cargo.toml
[package]
name = "shop"
//- src/main.rs
use std::sync::Arc;
use axum::{Router, routing::get};
use clap::Parser;

#[derive(Parser)]
pub struct Args {
    #[command(flatten)]
    pub server: Server,
}

#[derive(clap::Args, serde::Deserialize)]
pub struct Server {
    #[arg(long, env, default_value = "/root/")]
    pub root: String,
    #[serde(default = "admin")]
    pub admin: &'static str,
    #[arg(long)]
    pub given: String,
}

fn admin() -> &'static str {
    "/admin"
}

pub struct State {
    pub args: Arc<Args>,
}

async fn main(state: State) {
    let root = state.args.server.root.clone();
    let router = Router::new()
        .route(&format!("{}/config", root.trim_end_matches('/')), get(config))
        .route(&format!("{}/users", state.args.server.admin), get(users))
        .route(&format!("{}/lost", state.args.server.given), get(lost));
    axum::serve(listener(), router).await;
}

async fn config() {}
async fn users() {}
async fn lost() {}
"#,
        &[
            "/admin/users GET users",
            "/root/config GET config",
            "? GET lost",
        ],
    );
}
