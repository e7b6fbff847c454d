use std::rc::Rc;

use thiserror::Error;

#[derive(Debug, Clone, PartialEq)]
pub struct Article {
    pub title: String,
    pub words: u32,
    pub draft: bool,
}

#[derive(Debug, Error)]
#[error("the mail to {to} was not sent")]
pub struct SendError {
    pub to: String,
}

pub trait Articles {
    fn of_author(&self, author: &str) -> Vec<Article>;
}

pub trait Outbox {
    fn send(&self, to: &str, text: &str) -> Result<(), SendError>;
}

pub struct Digest<A: Articles> {
    articles: Rc<A>,
    outbox: Rc<dyn Outbox>,
}

impl<A: Articles> Digest<A> {
    pub fn new(articles: Rc<A>, outbox: Rc<dyn Outbox>) -> Self {
        Self { articles, outbox }
    }

    /// Sends what an author has out and tells how many words that is.
    pub fn send(&self, author: &str, to: &str) -> Result<u32, SendError> {
        let mut lines = Vec::new();
        let mut words = 0;
        for article in self.articles.of_author(author) {
            if article.draft {
                continue;
            }
            lines.push(format!("- {}", article.title));
            words += article.words;
        }
        if lines.is_empty() {
            return Ok(0);
        }
        self.outbox.send(to, &lines.join("\n"))?;
        Ok(words)
    }
}
