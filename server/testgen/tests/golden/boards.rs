use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use boards::board::{Board, BoardError, Boards};
use boards::rename::RenameBoard;

struct FakeBoards {
    load: fn(u32) -> Result<Option<Board>, BoardError>,
    save: fn(&Board) -> Result<(), BoardError>,
    save_calls: Mutex<Vec<Board>>,
}

#[async_trait]
impl Boards for FakeBoards {
    async fn load(&self, id: u32) -> Result<Option<Board>, BoardError> {
        (self.load)(id)
    }

    async fn save(&self, board: &Board) -> Result<(), BoardError> {
        self.save_calls.lock().unwrap().push(board.clone());
        (self.save)(board)
    }

    async fn delete(&self, _id: u32) -> Result<(), BoardError> {
        unimplemented!()
    }
}

fn boards() -> FakeBoards {
    FakeBoards {
        load: |id| {
            assert_eq!(id, 1);
            Ok(Some(board()))
        },
        save: |_| Ok(()),
        save_calls: Mutex::default(),
    }
}

fn board() -> Board {
    Board {
        id: 2,
        title: "title".to_string(),
        locked: false,
    }
}

#[tokio::test]
async fn execute_returns_the_board() {
    let boards = Arc::new(boards());
    let service = RenameBoard::new(boards.clone());

    let result = service.execute(1, " other title ").await;

    let expected = Ok(Board {
        title: "other title".to_string(),
        ..board()
    });
    assert_eq!(result, expected);
    let expected = [Board {
        title: "other title".to_string(),
        ..board()
    }];
    assert_eq!(*boards.save_calls.lock().unwrap(), expected);
}

#[tokio::test]
async fn execute_returns_no_title() {
    let boards = Arc::new(boards());
    let service = RenameBoard::new(boards.clone());

    let result = service.execute(1, "").await;

    assert_eq!(result, Err(BoardError::NoTitle));
    assert!(boards.save_calls.lock().unwrap().is_empty());
}

#[tokio::test]
async fn execute_passes_an_error_of_load_through() {
    let boards = Arc::new(FakeBoards {
        load: |_| Err(BoardError::Storage),
        ..boards()
    });
    let service = RenameBoard::new(boards.clone());

    let result = service.execute(1, " other title ").await;

    assert_eq!(result, Err(BoardError::Storage));
    assert!(boards.save_calls.lock().unwrap().is_empty());
}

#[tokio::test]
async fn execute_returns_not_found() {
    let boards = Arc::new(FakeBoards {
        load: |id| {
            assert_eq!(id, 1);
            Ok(None)
        },
        ..boards()
    });
    let service = RenameBoard::new(boards.clone());

    let result = service.execute(1, " other title ").await;

    assert_eq!(result, Err(BoardError::NotFound(1)));
    assert!(boards.save_calls.lock().unwrap().is_empty());
}

#[tokio::test]
async fn execute_returns_locked() {
    let boards = Arc::new(FakeBoards {
        load: |id| {
            assert_eq!(id, 1);
            Ok(Some(Board {
                locked: true,
                ..board()
            }))
        },
        ..boards()
    });
    let service = RenameBoard::new(boards.clone());

    let result = service.execute(1, " other title ").await;

    assert_eq!(result, Err(BoardError::Locked { id: 1 }));
    assert!(boards.save_calls.lock().unwrap().is_empty());
}

#[tokio::test]
async fn execute_passes_an_error_of_save_through() {
    let boards = Arc::new(FakeBoards {
        save: |_| Err(BoardError::Storage),
        ..boards()
    });
    let service = RenameBoard::new(boards.clone());

    let result = service.execute(1, " other title ").await;

    assert_eq!(result, Err(BoardError::Storage));
    let expected = [Board {
        title: "other title".to_string(),
        ..board()
    }];
    assert_eq!(*boards.save_calls.lock().unwrap(), expected);
}

#[tokio::test]
async fn execute_returns_the_board_when_title_is_x() {
    let boards = Arc::new(boards());
    let service = RenameBoard::new(boards.clone());

    let result = service.execute(1, "x").await;

    let expected = Ok(Board {
        title: "x".to_string(),
        ..board()
    });
    assert_eq!(result, expected);
    let expected = [Board {
        title: "x".to_string(),
        ..board()
    }];
    assert_eq!(*boards.save_calls.lock().unwrap(), expected);
}
