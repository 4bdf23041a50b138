import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface Received {
  path: string;
  contentType: string;
  body: Record<string, unknown> & { data: Record<string, unknown> };
}

/** Stands for the Functions emulator: keeps what it is sent, and answers with the status the test says. */
export async function functionsEmulator(status: (received: Received) => number = () => 200) {
  const received: Received[] = [];
  const server = createServer((req, res) => {
    let text = "";
    req.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
    req.on("end", () => {
      const each = {
        path: req.url ?? "",
        contentType: req.headers["content-type"] ?? "",
        body: JSON.parse(text) as Received["body"],
      };
      received.push(each);
      res.writeHead(status(each)).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { address: `127.0.0.1:${(server.address() as AddressInfo).port}`, received, close };
}
