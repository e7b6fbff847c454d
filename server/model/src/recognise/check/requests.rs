//! Requests that a project sends to itself outside its tests, in small real code.

use super::workspace::Workspace;

/// What is found: `path:line > handler`.
fn check(fixture: &str, expected: &[&str]) {
    let workspace = Workspace::of_text(fixture);
    let things = workspace.things();
    let found: Vec<String> = things
        .requests
        .iter()
        .map(|request| {
            let (path, line) = workspace.locate(request.from);
            format!("{path}:{line} > {}", request.name)
        })
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn pages_send_to_their_backend() {
    check(
        r#"
//- server/app.js
const express = require("express");
const app = express();
app.get("/api/users/:id", function showUser(req, res) { res.json({}); });
app.post("/api/users", function addUser(req, res) { res.json({}); });
app.listen(3000);

//- web/api.js
import axios from "axios";
export const api = axios.create({ baseURL: "/api" });
export const other = axios.create({ baseURL: "https://example.org/api" });

//- web/users.js
import axios from "axios";
import { api, other } from "./api";

export async function load(id) {
  await axios.get(`/api/users/${id}`);
  await api.get(`/users/${id}`);
  await other.get(`/users/${id}`);
  await fetch("/api/users", { method: "POST" });
  await fetch(`http://localhost:3000/api/users/${id}`);
  await fetch(`https://example.org/api/users/${id}`);
  await fetch(`${process.env.OTHER}/api/users/${id}`);
  await api.put("/users");
}
"#,
        &[
            "web/users.js:5 > showUser",
            "web/users.js:6 > showUser",
            "web/users.js:8 > addUser",
            "web/users.js:9 > showUser",
        ],
    );
}

#[test]
fn scripts_send_to_their_backend() {
    check(
        r#"
//- app.py
from fastapi import FastAPI

app = FastAPI()


@app.get("/users/{user_id}")
def show_user(user_id: int): ...

//- scripts/warm.py
import requests

SERVICE = "http://localhost:8000"


def warm() -> None:
    requests.get(f"{SERVICE}/users/1")
    requests.get("https://example.org/users/1")
"#,
        &["scripts/warm.py:7 > show_user"],
    );
}
