//! Tests of names that star imports give, between many modules and after changes.

use super::*;
use crate::testing::{index, set, show};

fn resolved(index: &Index, from: &str, name: &str) -> String {
    let file = index.file_at(from).map(|file| file.id);
    let file = file.unwrap_or_else(|| panic!("no file {from}"));
    show(index, &index.resolve(file, name))
}

#[test]
fn modules_that_all_import_each_other() {
    const COUNT: usize = 16;
    let mut fixture = String::new();
    for own in 0..COUNT {
        fixture += &format!("//- m{own}.py\n");
        for other in (0..COUNT).filter(|other| *other != own) {
            fixture += &format!("from m{other} import *\n");
        }
    }
    fixture += "//- deep.py\nfrom m15 import *\n";
    let fixture = fixture.replace("//- m0.py\n", "//- m0.py\ndef first(): ...\n");
    let index = index(&fixture);
    for _ in 0..2 {
        assert_eq!(resolved(&index, "deep.py", "first"), "m0.py:first");
        assert_eq!(resolved(&index, "m9.py", "first"), "m0.py:first");
        assert_eq!(
            resolved(&index, "deep.py", "last"),
            "unknown: `deep.py` binds no name `last`"
        );
    }
}

#[test]
fn what_was_kept_does_not_outlive_a_change() {
    let before = index(
        "//- users.py
from names import *
//- names.py
from more import *
//- more.py
def show(): ...
",
    );
    assert_eq!(resolved(&before, "users.py", "show"), "more.py:show");
    let moved = before.apply(vec![
        set(1, "names.py", "def show(): ...\n"),
        set(2, "more.py", "def other(): ...\n"),
    ]);
    assert_eq!(resolved(&moved, "users.py", "show"), "names.py:show");
    let gone = moved.apply(vec![set(1, "names.py", "from more import *\n")]);
    assert_eq!(
        resolved(&gone, "users.py", "show"),
        "unknown: `users.py` binds no name `show`"
    );
    assert_eq!(resolved(&gone, "users.py", "other"), "more.py:other");
}
