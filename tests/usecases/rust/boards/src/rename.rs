use std::sync::Arc;

use crate::board::{Board, BoardError, Boards};

pub struct RenameBoard {
    boards: Arc<dyn Boards>,
}

impl RenameBoard {
    pub fn new(boards: Arc<dyn Boards>) -> Self {
        Self { boards }
    }

    pub async fn execute(&self, id: u32, title: &str) -> Result<Board, BoardError> {
        let title = title.trim();
        if title.is_empty() {
            return Err(BoardError::NoTitle);
        }
        let mut board = self
            .boards
            .load(id)
            .await?
            .ok_or(BoardError::NotFound(id))?;
        if board.locked {
            return Err(BoardError::Locked { id });
        }
        board.title = title.to_string();
        self.boards.save(&board).await?;
        Ok(board)
    }
}
