//! Code that leads to itself by more ways than anyone can follow: what else is there is found all the same.

use super::endpoints::check;

/// Functions that each give what any of the next eight gives, in a ring.
fn ring(write: impl Fn(usize, Vec<String>) -> String) -> String {
    const FUNCTIONS: usize = 40;
    (0..FUNCTIONS)
        .map(|at| {
            let next = (1..=8).map(|step| format!("f{}(x)", (at + step) % FUNCTIONS));
            write(at, next.collect())
        })
        .collect()
}

#[test]
fn functions_that_give_what_others_give() {
    let functions = ring(|at, next| {
        let returns = (0..).zip(next);
        let returns: String = returns
            .map(|(least, next)| format!("    if x > {least}:\n        return {next}\n"))
            .collect();
        format!("def f{at}(x):\n{returns}\n")
    });
    let fixture = format!(
        "//- main.py\nfrom fastapi import FastAPI\napp = FastAPI()\n\n{functions}\nf0(3).get(\"/lost\", lost)\n\n@app.get(\"/found\")\ndef found(): ...\n"
    );
    check(&fixture, &["/found GET found"]);
}

#[test]
fn names_that_are_bound_to_what_others_give() {
    let functions = ring(|at, next| {
        let bound = (0..).zip(next);
        let bound: String = bound
            .map(|(name, next)| {
                format!("  const n{name} = {next}; if (x > {name}) return n{name};\n")
            })
            .collect();
        format!("function f{at}(x) {{\n{bound}}}\n")
    });
    let fixture = format!(
        "//- package.json\n{{}}\n//- main.js\nconst express = require(\"express\");\nconst app = express();\n{functions}\nf0(1).get(\"/lost\", (req, res) => res.end());\napp.get(\"/found\", found);\nfunction found(req, res) {{ res.end(); }}\n"
    );
    check(&fixture, &["/found GET found"]);
}
