use std::sync::Arc;

use anyhow::{Context, Result, bail, ensure};
use async_trait::async_trait;

use crate::names::folded;

#[derive(Debug, Clone, PartialEq)]
pub struct Account {
    pub name: String,
    pub email: String,
    pub invited_by: Option<String>,
}

#[async_trait]
pub trait Accounts: Send + Sync {
    async fn exists(&self, name: &str) -> Result<bool>;
    async fn insert(&self, account: Account) -> Result<i64>;
}

#[async_trait]
pub trait Mailer: Send + Sync {
    async fn welcome(&self, email: &str) -> Result<()>;
}

pub struct SignUp {
    pub accounts: Arc<dyn Accounts>,
    pub mailer: Arc<dyn Mailer>,
}

impl SignUp {
    pub async fn run(
        &self,
        name: String,
        email: String,
        invited_by: Option<String>,
    ) -> Result<i64> {
        let name = folded(&name);
        ensure!(name.len() >= 3, "a name has three letters at least");
        if self.accounts.exists(&name).await? {
            bail!("the name {name} is taken");
        }
        let account = Account {
            name,
            email: email.clone(),
            invited_by,
        };
        let id = self
            .accounts
            .insert(account)
            .await
            .context("the account was not kept")?;
        self.mailer.welcome(&email).await?;
        Ok(id)
    }
}
