//! Functions that a library's command calls with an application: `fastify start app.js`; it runs no command.

use syntax::facts::Name;

use super::forms::form_named;
use super::{Builder, Holds, Key, Prefix};
use crate::framework::{Frameworks, ServedForm};
use crate::place::FileId;
use crate::recognise::local::Scope;
use crate::recognise::value::{Args, Value};
use crate::recognise::world::Site;

/// What stands between the commands of a line.
const BETWEEN: [&str; 5] = ["&&", "||", "|", ";", "&"];

/// A file that a command serves.
struct Served {
    file: FileId,
    form: (usize, &'static ServedForm),
    prefix: Option<Name>,
}

impl Builder<'_> {
    /// Makes an application for each file that a command serves.
    pub(super) fn serve(&mut self) {
        for (folder, command) in self.world.index.commands() {
            let words: Vec<&str> = command.split_whitespace().map(plain).collect();
            for words in words.split(|word| BETWEEN.contains(word)) {
                if let Some(served) = self.served(folder, words) {
                    self.serve_file(served);
                }
            }
        }
    }

    /// The first file behind the words of a library's command.
    fn served(&self, folder: &str, words: &[&str]) -> Option<Served> {
        words.iter().enumerate().find_map(|(at, word)| {
            let file = self.world.index.started_file(folder, word)?;
            let before = words.get(..at)?;
            let form = served_form(self.world.frameworks(file), before)?;
            Some(Served {
                file,
                form,
                prefix: option(words, &form.1.prefix),
            })
        })
    }

    fn serve_file(&mut self, served: Served) {
        let (description, form) = served.form;
        let site = Site {
            file: served.file,
            scope: Scope::Module,
        };
        let key = Key {
            site,
            name: Name::from(format!(
                "<served at {}>",
                served.prefix.as_deref().unwrap_or_default()
            )),
        };
        if self.graph.nodes.contains_key(&key) {
            return;
        }
        let frameworks = self.world.frameworks(served.file);
        let Some(class) = form_named(frameworks, description, &form.gives) else {
            return;
        };
        let Some(function) = self.exported_function(served.file) else {
            return;
        };
        let holds = Holds::Router {
            class,
            args: Args::default(),
            site,
        };
        self.add_node(&key, holds);
        let prefix = served.prefix.map(|prefix| Prefix {
            value: Value::Text(prefix),
            site,
            except: None,
        });
        if let Some(node) = self.graph.nodes.get_mut(&key) {
            node.prefixes.extend(prefix);
        }
        self.give(&key, class, function, 0, (site, None));
    }
}

/// The form whose command these words end with, options of it behind.
fn served_form(
    frameworks: &'static Frameworks,
    before: &[&str],
) -> Option<(usize, &'static ServedForm)> {
    let descriptions = frameworks.descriptions.iter().enumerate();
    let mut forms = descriptions
        .flat_map(|(at, (_, description))| description.served.iter().map(move |form| (at, form)));
    forms.find(|(_, form)| {
        let wanted: Vec<&str> = form.command.split(' ').collect();
        let starts = before.windows(wanted.len());
        let mut starts = starts.enumerate().filter(|(_, words)| {
            let own = words
                .first()
                .map(|word| word.rsplit('/').next().unwrap_or(word));
            own == wanted.first().copied() && words.get(1..) == wanted.get(1..)
        });
        let options = starts
            .next()
            .and_then(|(at, _)| before.get(at + wanted.len()..));
        options.is_some_and(|options| are_options(options, &form.values))
    })
}

/// Whether words are options alone, with their values.
fn are_options(words: &[&str], values: &[Name]) -> bool {
    let mut before = "";
    words.iter().all(|word| {
        let is_value = !word.starts_with('-') && values.iter().any(|own| own == before);
        before = word;
        word.starts_with('-') || is_value
    }) && !values.iter().any(|own| own == before)
}

/// The value of an option: `--prefix /api`, `--prefix=/api`.
fn option(words: &[&str], names: &[Name]) -> Option<Name> {
    words.iter().enumerate().find_map(|(at, word)| {
        let (name, given) = word.split_once('=').unwrap_or((word, ""));
        let is_meant = names.iter().any(|own| own == name);
        let value = match given {
            "" => words.get(at + 1).copied(),
            given => Some(given),
        };
        value.filter(|_| is_meant).map(Name::new)
    })
}

/// A word without what quotes it.
fn plain(word: &str) -> &str {
    word.trim_matches(['"', '\'', '\\'])
}
