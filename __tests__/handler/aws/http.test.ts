import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { http } from "../../../handler/aws/http";
import { failureOf } from "../../../handler/model/failure";
import { answer, startScripted } from "../../servers/scripted-server";

const ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: keep-alive\r\n\r\nok";

type RawServer = {
  readonly url: URL;
  readonly requests: () => number;
  readonly connections: () => number;
  readonly close: () => Promise<void>;
};

/** A server that treats each request as its script says, below HTTP. */
const startRaw = async (...scripts: readonly ((socket: Socket) => void)[]): Promise<RawServer> => {
  const sockets: Socket[] = [];
  let requests = 0;
  const server: Server = createServer((socket) => {
    sockets.push(socket);
    socket.on("error", () => undefined);
    socket.on("data", () => scripts[requests++]?.(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`),
    requests: () => requests,
    connections: () => sockets.length,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
};

const succeed = (socket: Socket): void => void socket.write(ok);

/** Late enough for a second request to need its own connection. */
const hold = (socket: Socket): void => void setTimeout(() => socket.write(ok), 50);

/** As a connection that lay frozen for minutes dies at its next use. */
const reset = (socket: Socket): void => void socket.resetAndDestroy();
const beginAnswer = (socket: Socket): void =>
  void socket.write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\no");
const breakOff = (socket: Socket): void =>
  void socket.write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\no", () => socket.resetAndDestroy());

const limits = { timeoutMilliseconds: 2000, maxAnswerBytes: 1000 };

describe("a request", () => {
  let server: RawServer | undefined;

  afterEach(async () => {
    await server?.close();
    server = undefined;
  });

  test("uses a connection again", async () => {
    server = await startRaw(succeed, succeed);
    const { url, connections } = server;
    for (let i = 0; i < 2; i++) {
      expect(await http({ url, method: "GET", ...limits })).toMatchObject({ status: 200, body: "ok" });
    }
    expect(connections()).toBe(1);
  });

  test("that may be repeated is sent once more where the other side closed its kept connection", async () => {
    server = await startRaw(succeed, reset, succeed);
    const { url, requests, connections } = server;
    const send = () => http({ url, method: "POST", body: "x", isRepeatable: true, ...limits });
    expect(await send()).toMatchObject({ status: 200, body: "ok" });
    expect(await send()).toMatchObject({ status: 200, body: "ok" });
    expect(requests()).toBe(3);
    expect(connections()).toBe(2);
  });

  test("that must not be repeated fails there: the other side may have acted on it", async () => {
    server = await startRaw(succeed, reset, succeed);
    const { url, requests } = server;
    const send = () => http({ url, method: "POST", body: "x", ...limits });
    await send();
    await expect(send()).rejects.toMatchObject({ sent: true });
    expect(requests()).toBe(2);
  });

  test("over a kept connection is not repeated once an answer began", async () => {
    server = await startRaw(succeed, breakOff, succeed);
    const { url, requests } = server;
    const send = () => http({ url, method: "POST", body: "x", ...limits });
    await send();
    await expect(send()).rejects.toThrow();
    expect(requests()).toBe(2);
  });

  test("over a kept connection is not repeated where its time is over", async () => {
    server = await startRaw(succeed, beginAnswer, succeed);
    const { url, requests } = server;
    await http({ url, method: "GET", ...limits });
    await expect(http({ url, method: "GET", ...limits, timeoutMilliseconds: 50 })).rejects.toThrow(
      "no answer in time",
    );
    expect(requests()).toBe(2);
  });

  test("over a kept connection that stays silent is not repeated once its time is over", async () => {
    server = await startRaw(succeed, () => undefined, succeed);
    const { url, requests } = server;
    await http({ url, method: "POST", body: "x", ...limits });
    await expect(
      http({ url, method: "POST", body: "x", ...limits, timeoutMilliseconds: 50 }),
    ).rejects.toThrow("no answer in time");
    // Answered by the third script: no one else asked.
    expect(await http({ url, method: "GET", ...limits })).toMatchObject({ status: 200 });
    expect(requests()).toBe(3);
  });

  test("over a new connection that breaks is not repeated", async () => {
    server = await startRaw(reset, succeed);
    const { url, requests } = server;
    await expect(http({ url, method: "POST", body: "x", ...limits })).rejects.toThrow();
    expect(requests()).toBe(1);
  });

  test.each([
    ["GET", { method: "GET" }],
    ["POST", { method: "POST", body: "x", isRepeatable: true }],
  ] as const)("that may be repeated (%s) is so once where its connection breaks", async (_name, parts) => {
    server = await startRaw(breakOff, succeed, reset, reset, succeed);
    const { url, requests } = server;
    expect(await http({ url, ...parts, ...limits })).toMatchObject({ status: 200, body: "ok" });
    await expect(http({ url, ...parts, ...limits })).rejects.toThrow();
    expect(requests()).toBe(4);
  });

  test("that is repeated does not get the next old connection", async () => {
    server = await startRaw(hold, hold, reset, succeed);
    const { url, requests, connections } = server;
    const send = () => http({ url, method: "GET", ...limits });
    await Promise.all([send(), send()]);
    expect(await send()).toMatchObject({ status: 200 });
    expect([requests(), connections()]).toEqual([4, 3]);
  });

  test("does not use a connection that was idle for long, by either direction of the clock", async () => {
    server = await startRaw(succeed, succeed, succeed, succeed);
    const { url, connections } = server;
    const real = Date.now;
    let offset = 0;
    jest.spyOn(Date, "now").mockImplementation(() => real() + offset);
    const counts: number[] = [];
    for (const step of [0, 29_000, 31_000, -86_400_000]) {
      offset += step;
      await http({ url, method: "GET", ...limits });
      await new Promise(setImmediate);
      counts.push(connections());
    }
    jest.restoreAllMocks();
    expect(counts).toEqual([1, 1, 2, 3]);
  });

  test.each<readonly [string, (socket: Socket) => void, string]>([
    [
      "an upgrade",
      (socket) =>
        void socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n"),
      "the connection was closed without an answer",
    ],
    ["no answer", (socket) => void socket.end(), "socket hang up"],
    [
      "half an answer",
      (socket) => void socket.end("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\no"),
      "aborted",
    ],
    ["half a head", (socket) => void socket.end("HTTP/1.1 200"), "socket hang up"],
    ["something else", (socket) => void socket.end("220 smtp ready\r\n"), "Parse Error"],
  ])("that ends in %s fails at once, and says that it had been sent", async (_name, script, problem) => {
    server = await startRaw(script);
    const startedAt = Date.now();
    const sent = http({ url: server.url, method: "POST", body: "x", ...limits });
    await expect(sent).rejects.toMatchObject({ message: expect.stringContaining(problem), sent: true });
    expect(Date.now() - startedAt).toBeLessThan(1000);
  });

  test("that reached no one says that it was not sent", async () => {
    const gone = await startRaw();
    await gone.close();
    const sent = http({ url: gone.url, method: "POST", body: "x", ...limits });
    await expect(sent).rejects.toMatchObject({ code: "ECONNREFUSED", sent: false });
  });

  test("reads an answer up to its limit, and reports its status", async () => {
    const scripted = await startScripted(answer(503, "x".repeat(100_000)));
    const { status, body } = await http({ url: new URL(scripted.url), method: "GET", ...limits });
    expect(status).toBe(503);
    expect(body).toBe("x".repeat(1000));
    await scripted.close();
  });

  test("that fails is described in a few words", () => {
    expect(failureOf(Object.assign(new Error("x"), { code: "ENOTFOUND" }))).toBe("ENOTFOUND");
    expect(failureOf(new Error("odd"))).toBe("odd");
    expect(failureOf("text")).toBe("an unknown error");
  });
});
