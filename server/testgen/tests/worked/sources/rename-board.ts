export interface Board {
  id: string;
  title: string;
  locked: boolean;
}

export interface BoardRepository {
  load(id: string): Promise<Board | null>;
  save(board: Board): Promise<void>;
}

export class BoardNotFound extends Error {}
export class BoardLocked extends Error {}

export class RenameBoard {
  constructor(private readonly boards: BoardRepository) {}

  async execute(id: string, title: string): Promise<Board> {
    const board = await this.boards.load(id);
    if (!board) throw new BoardNotFound(id);
    if (board.locked) throw new BoardLocked(id);
    if (board.title === title) return board;
    const renamed = { ...board, title };
    await this.boards.save(renamed);
    return renamed;
  }
}
