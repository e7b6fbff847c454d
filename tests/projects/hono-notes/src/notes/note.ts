export class Note {
  constructor(
    readonly id: number | null,
    readonly notebook: string,
    public text: string,
  ) {}

  rewrite(text: string): void {
    this.text = text;
  }
}
