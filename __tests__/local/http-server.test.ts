import { Agent, request } from "node:http";
import { type HttpServer, startHttpServer } from "../../local/http-server";

let server: HttpServer;

beforeAll(async () => {
  server = await startHttpServer((_, response) => void response.end("secret"));
});

afterAll(() => server.close());

/** Status and body of an answer to a request with this Host header. */
const ask = (host: string): Promise<string> =>
  new Promise((resolve, reject) => {
    request({ port: server.port, host: "127.0.0.1", headers: { host } }, async (response) => {
      let body = "";
      for await (const chunk of response) body += chunk;
      resolve(`${response.statusCode} ${body}`);
    })
      .on("error", reject)
      .end();
  });

describe("a local server", () => {
  test("keeps an idle connection for as long as AWS and Slack do", async () => {
    const headers = await new Promise<object>((resolve, reject) => {
      request({ port: server.port, host: "127.0.0.1", agent: new Agent({ keepAlive: true }) }, (response) => {
        response.resume();
        resolve(response.headers);
      })
        .on("error", reject)
        .end();
    });
    expect(headers).toMatchObject({ "keep-alive": "timeout=60" });
  });

  test.each(["127.0.0.1", "127.0.0.1:8080", "localhost", "LOCALHOST:80", "[::1]", "[::1]:65535"])(
    "answers to %s",
    async (host) => {
      expect(await ask(host)).toBe("200 secret");
    },
  );

  test.each([
    "evil.example",
    "evil.example:8080",
    "127.0.0.1.evil.example",
    "localhost.evil.example",
    "evil.example#localhost",
    "localhost:80@evil.example",
    "127.0.0.1:",
  ])("refuses a page that reaches it as %j", async (host) => {
    expect(await ask(host)).toBe("403 This server answers only to 127.0.0.1.\n");
  });
});
