/** Speaks WebChannel without the SDK, so that a test can send what the SDK sends only after a failure. */
export class RawClient {
  private rid = 100;
  private ofs = 0;
  sid = "";

  constructor(
    private readonly port: number,
    private readonly stream: "Listen" | "Write",
    private readonly token = "owner",
  ) {}

  private url(parameters: Record<string, string | number>): string {
    const query = new URLSearchParams({ VER: "8", t: "1", zx: "z" });
    for (const [name, value] of Object.entries(parameters)) query.set(name, String(value));
    return `http://127.0.0.1:${this.port}/google.firestore.v1.Firestore/${this.stream}/channel?${query}`;
  }

  private form(messages: readonly unknown[]): URLSearchParams {
    const form = new URLSearchParams({ count: String(messages.length), ofs: String(this.ofs) });
    messages.forEach((message, index) => form.set(`req${index}___data__`, JSON.stringify(message)));
    return form;
  }

  /** Opens the channel with its first messages. Returns the first array of the answer. */
  async open(...messages: unknown[]): Promise<unknown[]> {
    const form = this.form(messages);
    form.set("headers", `Authorization:Bearer ${this.token}\r\nContent-Type:text/plain\r\n`);
    const answer = await fetch(this.url({ RID: this.rid++, CVER: 22 }), { method: "POST", body: form });
    this.ofs += messages.length;
    const [arrays = []] = chunks(await answer.text());
    const [, hello] = arrays[0] as [number, unknown[]];
    this.sid = String(hello[1]);
    return hello;
  }

  /** Sends messages; `again` repeats the same request, as after a lost answer. */
  async send(messages: unknown[], { again = false, acknowledged = 0 } = {}): Promise<unknown> {
    const form = this.form(messages);
    const parameters = { SID: this.sid, RID: this.rid, AID: acknowledged };
    const post = async () => (await fetch(this.url(parameters), { method: "POST", body: form })).text();
    const answers = [await post(), ...(again ? [await post()] : [])];
    this.rid++;
    this.ofs += messages.length;
    return chunks(answers.at(-1) ?? "")[0];
  }

  /** Opens a back channel; `buffered` ones end by themselves. */
  async back(acknowledged: number, { buffered = false } = {}): Promise<BackChannel> {
    const over = new AbortController();
    const parameters = {
      RID: "rpc",
      SID: this.sid,
      AID: acknowledged,
      CI: buffered ? 1 : 0,
      TYPE: "xmlhttp",
    };
    const answer = await fetch(this.url(parameters), { signal: over.signal });
    return new BackChannel(answer, over);
  }

  async terminate(): Promise<number> {
    const parameters = { SID: this.sid, RID: this.rid++, TYPE: "terminate" };
    return (await fetch(this.url(parameters), { method: "POST" })).status;
  }
}

/** What the server sends on one response. */
export class BackChannel {
  private text = "";
  private readonly reader: ReadableStreamDefaultReader<string>;

  constructor(
    readonly answer: Response,
    private readonly over: AbortController,
  ) {
    if (!answer.body) throw new Error("No body.");
    this.reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  }

  /** Reads until an array fits; returns all arrays so far. */
  async until(fits: (array: unknown[]) => boolean): Promise<[id: number, array: unknown[]][]> {
    for (;;) {
      const arrays = chunks(this.text).flat() as [number, unknown[]][];
      if (arrays.some(([, array]) => fits(array))) return arrays;
      const { done, value } = await this.reader.read();
      if (done) throw new Error(`The response ended after ${this.text}`);
      this.text += value;
    }
  }

  /** Everything, once the server has ended the response. */
  async rest(): Promise<[id: number, array: unknown[]][]> {
    for (;;) {
      const { done, value } = await this.reader.read();
      if (done) return chunks(this.text).flat() as [number, unknown[]][];
      this.text += value;
    }
  }

  cut(): void {
    this.over.abort();
  }
}

/** The complete chunks of a text: each is its length, a line break, and JSON. */
export function chunks(text: string): unknown[][] {
  const found: unknown[][] = [];
  for (let at = 0; at < text.length;) {
    const end = text.indexOf("\n", at);
    const length = Number(text.slice(at, end));
    if (end < 0 || end + 1 + length > text.length) break;
    found.push(JSON.parse(text.slice(end + 1, end + 1 + length)) as unknown[]);
    at = end + 1 + length;
  }
  return found;
}
