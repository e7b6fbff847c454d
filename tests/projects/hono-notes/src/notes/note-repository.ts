import type { Note } from "./note";

export interface NoteRepository {
  list(notebook: string): Promise<Note[]>;
  find(id: number): Promise<Note | null>;
  save(note: Note): Promise<void>;
}
