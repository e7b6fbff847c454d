use std::collections::HashMap;

use thiserror::Error;
use uuid::Uuid;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Guest,
    Editor,
    Owner,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invite {
    pub id: Uuid,
    pub email: String,
    pub role: Role,
}

#[derive(Debug, Error, PartialEq, Eq)]
pub enum InviteError {
    #[error("only owners may invite")]
    NotAllowed,
    #[error("owners cannot be invited")]
    NoOwners,
    #[error("{0} was invited")]
    Invited(String),
}

/// An invitation with a number of its own.
pub fn invite(
    role: Role,
    members: &HashMap<String, Role>,
    by: &str,
    email: &str,
    next_id: impl Fn() -> Uuid,
) -> Result<Invite, InviteError> {
    if !members.get(by).is_some_and(|held| *held == Role::Owner) {
        return Err(InviteError::NotAllowed);
    }
    if role == Role::Owner {
        return Err(InviteError::NoOwners);
    }
    if members.contains_key(email) {
        return Err(InviteError::Invited(email.into()));
    }
    Ok(Invite {
        id: next_id(),
        email: email.into(),
        role,
    })
}
