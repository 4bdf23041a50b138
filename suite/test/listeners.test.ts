import { createServer, type AddressInfo } from "node:net";
import { expect } from "chai";
import { listenersOn } from "../listeners.js";

describe("who listens on a port", () => {
  it("is told by name and process id, once for several ports", async () => {
    const servers = await Promise.all(["127.0.0.1", "::1", "0.0.0.0"].map(listen));
    try {
      const ports = servers.map((server) => (server.address() as AddressInfo).port);
      const listeners = listenersOn(ports);
      expect(listeners).to.have.length(1);
      expect(listeners[0]).to.match(new RegExp(`^\\S+ \\(pid ${process.pid}\\b`));
    } finally {
      servers.forEach((server) => server.close());
    }
  });

  it("is nobody where nobody listens", async () => {
    const server = await listen("127.0.0.1");
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    expect(listenersOn([port])).to.deep.equal([]);
  });
});

function listen(host: string): Promise<ReturnType<typeof createServer>> {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, host, () => resolve(server));
  });
}
