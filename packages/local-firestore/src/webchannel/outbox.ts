/** The numbered arrays that the server sends. Each is kept until the client acknowledges it, and may be sent again. */
export class Outbox {
  private kept: { id: number; text: string }[] = [];
  private last = -1;

  /** Adds an array. It contains a message, or is a word of the protocol such as `["noop"]`. */
  add(array: readonly unknown[]): void {
    const id = ++this.last;
    this.kept.push({ id, text: JSON.stringify([id, array]) });
  }

  acknowledge(id: number): void {
    this.kept = this.after(id);
  }

  /** The arrays after an id, as one chunk. Empty if there are none. */
  chunkAfter(id: number): string {
    const arrays = this.after(id);
    return arrays.length === 0 ? "" : chunk(`[${arrays.map(({ text }) => text).join(",")}]`);
  }

  private after(id: number): { id: number; text: string }[] {
    const [first] = this.kept;
    return first ? this.kept.slice(Math.max(0, id + 1 - first.id)) : [];
  }

  get lastId(): number {
    return this.last;
  }

  /** The size of the arrays that are not acknowledged yet, in UTF-16 units of their JSON. */
  get outstanding(): number {
    return this.kept.reduce((sum, { text }) => sum + text.length, 0);
  }
}

/** A part of a response: its length in UTF-16 units, a line break, the text. The length tells where the part ends. */
export const chunk = (text: string): string => `${text.length}\n${text}`;
