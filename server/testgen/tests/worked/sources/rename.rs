use async_trait::async_trait;
use std::sync::Arc;

#[derive(Debug, Clone, PartialEq)]
pub struct Board {
    pub id: u32,
    pub title: String,
    pub locked: bool,
}

#[derive(Debug, thiserror::Error, PartialEq)]
pub enum RenameError {
    #[error("no board {0}")]
    NotFound(u32),
    #[error("locked")]
    Locked,
    #[error("storage")]
    Storage,
}

#[async_trait]
pub trait Boards: Send + Sync {
    async fn load(&self, id: u32) -> Result<Option<Board>, RenameError>;
    async fn save(&self, board: &Board) -> Result<(), RenameError>;
}

pub struct Rename {
    boards: Arc<dyn Boards>,
}

impl Rename {
    pub fn new(boards: Arc<dyn Boards>) -> Self {
        Self { boards }
    }

    pub async fn execute(&self, id: u32, title: &str) -> Result<Board, RenameError> {
        let mut board = self.boards.load(id).await?.ok_or(RenameError::NotFound(id))?;
        if board.locked {
            return Err(RenameError::Locked);
        }
        board.title = title.to_string();
        self.boards.save(&board).await?;
        Ok(board)
    }
}
