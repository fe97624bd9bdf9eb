import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmulator } from "../../../local/ministack/emulator";
import { isAlive, type ProcessMark } from "../../../local/process/process-group";

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "emulator-"));
});

afterEach(() => rm(directory, { recursive: true, force: true }));

/** A program in the emulator's place: same variables, same health address. */
const program = async (source: string): Promise<string> => {
  const path = join(directory, "emulator.cjs");
  await writeFile(path, `#!${process.execPath}\n${source}`);
  await chmod(path, 0o755);
  return path;
};

const healthy = `
  require("node:fs").writeFileSync("environment.json", JSON.stringify(process.env));
  require("node:http")
    .createServer((request, response) => response.writeHead(request.url === "/_ministack/health" ? 200 : 404).end())
    .listen(Number(process.env.GATEWAY_PORT), process.env.BIND_HOST);
`;

const options = async (source: string) => ({
  program: await program(source),
  directory,
  region: "us-east-1",
  functionEnvironment: { AWS_ENDPOINT_URL_BACKUP: "http://127.0.0.1:1234" },
});

test("the emulator starts on loopback with IAM enforced, and without the caller's credentials", async () => {
  process.env["AWS_SESSION_TOKEN"] = "of-the-caller";
  const marks: ProcessMark[] = [];
  const onStart = (mark: ProcessMark): void => void marks.push(mark);
  const emulator = await startEmulator({ ...(await options(healthy)), onStart });
  delete process.env["AWS_SESSION_TOKEN"];
  try {
    expect((await fetch(`${emulator.url}/_ministack/health`)).status).toBe(200);
    const environment: unknown = JSON.parse(await readFile(join(directory, "environment.json"), "utf8"));
    expect(environment).toMatchObject({
      AUTH: "true",
      BIND_HOST: "127.0.0.1",
      IOT_MTLS_ENABLED: "0",
      AWS_ENDPOINT_URL_BACKUP: "http://127.0.0.1:1234",
    });
    expect(environment).not.toHaveProperty("AWS_SESSION_TOKEN");
    expect(marks.map(isAlive)).toEqual([true]);
  } finally {
    await emulator.close();
  }
  expect(marks.map(isAlive)).toEqual([false]);
});

test("the error for an emulator that ends at once has its last log line", async () => {
  const source = 'console.error("no module named http"); process.exitCode = 3;';
  await expect(startEmulator(await options(source))).rejects.toThrow(
    "the local AWS ended right after its start (3): no module named http",
  );
});

test("an emulator that never gets ready is given up, and stopped", async () => {
  const marks: ProcessMark[] = [];
  const onStart = (mark: ProcessMark): void => void marks.push(mark);
  const never = { ...(await options("setInterval(() => {}, 1000);")), startSeconds: 0.2, onStart };
  await expect(startEmulator(never)).rejects.toThrow(/was not ready within 0.2 s; its log is /);
  expect(marks.map(isAlive)).toEqual([false]);
});

test("a missing program is an error, not a crash", async () => {
  const missing = { ...(await options("")), program: join(directory, "nothing") };
  await expect(startEmulator(missing)).rejects.toThrow(/ENOENT/);
});
