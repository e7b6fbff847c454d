import { database } from "../database";
import { Note } from "./note";
import type { NoteRepository } from "./note-repository";

interface Row {
  id: number;
  notebook: string;
  text: string;
}

export class SqliteNoteRepository implements NoteRepository {
  async list(notebook: string): Promise<Note[]> {
    const rows = database.prepare("select * from notes where notebook = ? limit 200").all(notebook) as Row[];
    return rows.map((row) => new Note(row.id, row.notebook, row.text));
  }

  async find(id: number): Promise<Note | null> {
    const row = database.prepare("select * from notes where id = ?").get(id) as Row | undefined;
    return row ? new Note(row.id, row.notebook, row.text) : null;
  }

  async save(note: Note): Promise<void> {
    database.prepare("insert or replace into notes values (?, ?, ?)").run(note.id, note.notebook, note.text);
  }
}
