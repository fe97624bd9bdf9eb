import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join, relative } from "node:path";
import { findChromium } from "../../../local/process/chromium";
import { type Command, command } from "../../../scripts/program/command";
import { type PreviewRequest, runPreview } from "../../../showcase/preview/preview";
import { newOperator, type Operator } from "../../scripts/support/operator";
import { makeProjectFolder, type ProjectFolder } from "../../scripts/support/project-folder";

const stages = join(__dirname, "../../../stages");

const preview = (request: Partial<PreviewRequest>): Command =>
  command({
    name: "preview",
    summary: "",
    run: (_, context) =>
      runPreview({ stage: undefined, serve: false, port: 0, pictures: false, ...request }, context),
  });

let project: ProjectFolder;
let operator: Operator;

beforeEach(() => {
  project = makeProjectFolder();
  operator = newOperator({ project, env: { STAGES_DIR: stages } });
});

afterEach(() => project.remove());

/** Waits until the operator sees an address. */
const addressSeen = async (): Promise<string> => {
  for (;;) {
    const address = /http:\/\/127\.0\.0\.1:\d+\//.exec(operator.output())?.[0];
    if (address !== undefined) return address;
    await new Promise((resolve) => setImmediate(resolve));
  }
};

describe("the preview", () => {
  test("writes one self-contained page, which marks what the stage does not post", async () => {
    expect(await operator.run(preview({ stage: "prod" }))).toBe(0);
    expect(operator.output()).toMatch(
      /^\d+ messages of stage prod, written to build\/preview\/index\.html\.$/,
    );
    const html = readFileSync(join(project.path, "build/preview/index.html"), "utf8");
    expect(html).not.toMatch(/(?:src|href)="(?:http|\/)/);
    expect(html).toContain('"kind":"backup.started","severity":"neutral","isPosted":false');
    expect(html).toContain('"kind":"backup.failed","severity":"danger","isPosted":true');
  });

  test("shows a stage with a bot as the bot posts, and the channel that a route names", async () => {
    // Relative to the project folder, as an operator types it.
    const ownStages = relative(project.path, join(__dirname, "../../../e2e/stages"));
    operator = newOperator({ project, env: { STAGES_DIR: ownStages } });
    expect(await operator.run(preview({ stage: "e2e-bot" }))).toBe(0);
    const html = readFileSync(join(project.path, "build/preview/index.html"), "utf8");
    expect(html).toContain('"inThread":{"message":');
    expect(html).toContain('"channel":"changes"');
    expect(html).toContain('"kind":"backup.started","severity":"neutral","isPosted":true');
  });

  test("serves it on loopback until Ctrl-C", async () => {
    const typed = operator.run(preview({ serve: true }));
    const address = await addressSeen();
    const page = await fetch(`${address}?severity=danger`);
    expect(page.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(await page.text()).toContain("<title>Messages of stage dev</title>");
    expect((await fetch(`${address}else`)).status).toBe(404);
    operator.interrupt();
    expect(await typed).toBe(130);
    expect(operator.output()).toContain("The page stays in build/preview/index.html.");
    await expect(fetch(address)).rejects.toThrow();
  });

  test("lists the stages, and names a port in use", async () => {
    expect(await operator.run(preview({ stage: "production" }))).toBe(2);
    expect(operator.output()).toContain('stage "production" does not exist; the stages are dev, prod');
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const { port } = other.address() as AddressInfo;
    expect(await operator.run(preview({ serve: true, port }))).toBe(1);
    expect(operator.output()).toContain(`port ${port} is in use; choose another with --port`);
    other.close();
  });

  // A Mac has Chrome outside the search path.
  const withoutBrowser = findChromium({ PATH: "" }) === undefined ? test : test.skip;

  withoutBrowser("says what pictures need where there is no browser", async () => {
    operator = newOperator({ project, env: { PATH: project.bareSearchPath } });
    expect(await operator.run(preview({ pictures: true }))).toBe(1);
    expect(operator.output()).toContain("install Chromium or Chrome, or set CHROMIUM_PATH to its program");
  });
});
