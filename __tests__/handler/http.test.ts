import type { AddressInfo } from "node:net";
import { createServer, type Socket } from "node:net";
import { failureOf, http } from "../../handler/http";
import { answer, startScripted } from "../servers/scripted-server";

const ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: keep-alive\r\n\r\nok";

describe("a request", () => {
  test("over a kept connection that the other side closed is sent once more", async () => {
    const sockets: Socket[] = [];
    let requests = 0;
    const server = createServer((socket) => {
      sockets.push(socket);
      socket.on("error", () => undefined);
      socket.on("data", () => {
        requests += 1;
        // The second request meets a connection that dies under it, as one does that was frozen for minutes.
        if (requests === 2) socket.resetAndDestroy();
        else socket.write(ok);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    server.unref();
    const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    const send = () => http({ url, method: "POST", body: "x", timeoutMilliseconds: 2000 });
    expect(await send()).toMatchObject({ status: 200, body: "ok" });
    expect(await send()).toMatchObject({ status: 200, body: "ok" });
    expect(requests).toBe(3);
    expect(sockets).toHaveLength(2);
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });

  test("over a new connection that breaks is not repeated", async () => {
    const server = await startScripted((response) => response.destroy(), answer(200, "ok"));
    await expect(
      http({ url: new URL(server.url), method: "GET", timeoutMilliseconds: 2000 }),
    ).rejects.toThrow();
    expect(server.received).toHaveLength(1);
    await server.close();
  });

  test("that fails is told in a few words", () => {
    expect(failureOf(Object.assign(new Error("x"), { code: "ENOTFOUND" }))).toBe("ENOTFOUND");
    expect(failureOf(new Error("odd"))).toBe("odd");
    expect(failureOf(new DOMException("late", "TimeoutError"))).toBe("no answer in time");
    expect(failureOf("text")).toBe("an unknown error");
  });
});
