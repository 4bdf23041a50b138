/** The part of XMLHttpRequest that the SDK uses, by fetch. With it, the SDK's build for browsers runs in Node. */
export class XmlHttpRequest {
  readyState = 0;
  status = 0;
  statusText = "";
  responseText = "";
  responseType = "";
  withCredentials = false;
  onreadystatechange: (() => void) | null = null;
  private request: { method: string; url: string; headers: Record<string, string> } | undefined;
  private headers = new Headers();
  private readonly over = new AbortController();

  open(method: string, url: string): void {
    this.request = { method, url, headers: {} };
    this.enter(1);
  }

  setRequestHeader(name: string, value: string): void {
    if (this.request) this.request.headers[name] = value;
  }

  getResponseHeader(name: string): string | null {
    return this.headers.get(name);
  }

  getAllResponseHeaders(): string {
    return [...this.headers].map(([name, value]) => `${name}: ${value}\r\n`).join("");
  }

  send(body?: string | null): void {
    if (!this.request) return;
    const { method, url, headers } = this.request;
    this.receive(url, { method, headers, signal: this.over.signal, ...(body ? { body } : {}) }).catch(() => {
      if (this.over.signal.aborted) return;
      this.status = 0;
      this.enter(4);
    });
  }

  abort(): void {
    this.over.abort();
  }

  private async receive(url: string, init: RequestInit): Promise<void> {
    const answer = await fetch(url, init);
    this.headers = answer.headers;
    this.status = answer.status;
    this.statusText = answer.statusText;
    this.enter(2);
    const text = answer.body?.pipeThrough(new TextDecoderStream());
    for await (const part of text ?? []) {
      this.responseText += part;
      this.enter(3);
    }
    this.enter(4);
  }

  private enter(readyState: number): void {
    this.readyState = readyState;
    this.onreadystatechange?.();
  }
}
