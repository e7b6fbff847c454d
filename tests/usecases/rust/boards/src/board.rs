use async_trait::async_trait;

#[derive(Debug, Clone, PartialEq)]
pub struct Board {
    pub id: u32,
    pub title: String,
    pub locked: bool,
}

#[derive(Debug, thiserror::Error, PartialEq)]
pub enum BoardError {
    #[error("no board {0}")]
    NotFound(u32),
    #[error("board {id} is locked")]
    Locked { id: u32 },
    #[error("a board needs a title")]
    NoTitle,
    #[error("storage")]
    Storage,
}

#[async_trait]
pub trait Boards: Send + Sync {
    async fn load(&self, id: u32) -> Result<Option<Board>, BoardError>;
    async fn save(&self, board: &Board) -> Result<(), BoardError>;
    async fn delete(&self, id: u32) -> Result<(), BoardError>;
}
