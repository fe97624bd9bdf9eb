import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { installEmulator } from "../../../local/ministack/install";

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "python-"));
  await mkdir(join(directory, "bin"));
});

afterEach(() => rm(directory, { recursive: true, force: true }));

const install = (target = join(directory, "emulator")) =>
  installEmulator({ directory: target, env: { PATH: join(directory, "bin") } });

/** A `python3` that makes environments with a scripted `pip`. */
const python = async (version: string, pip = ""): Promise<void> => {
  const source = `#!${process.execPath}
    const { appendFileSync, copyFileSync, mkdirSync, writeFileSync } = require("node:fs");
    const args = process.argv.slice(2);
    appendFileSync(${JSON.stringify(join(directory, "calls"))}, args.slice(0, 2).join(" ") + "\\n");
    if (args[0] === "-c") console.log(${JSON.stringify(version)});
    else if (args[1] === "venv") {
      mkdirSync(args[2] + "/bin", { recursive: true });
      copyFileSync(__filename, args[2] + "/bin/python");
    } else {
      ${pip}
      writeFileSync(require("node:path").join(__dirname, "ministack"), "");
    }`;
  await writeFile(join(directory, "bin", "python3"), source);
  await chmod(join(directory, "bin", "python3"), 0o755);
};

const calls = async () => (await readFile(join(directory, "calls"), "utf8")).trim().split("\n");

test("without Python there is one sentence", async () => {
  await expect(install()).rejects.toThrow(
    "the local AWS needs Python 3.11 or newer, but none was found; install it with its venv module",
  );
});

test("an older Python is named", async () => {
  await python("3.9.18");
  await expect(install()).rejects.toThrow(
    "the local AWS needs Python 3.11 or newer, but python3 is 3.9.18; install it with its venv module",
  );
});

test("the emulator is installed once", async () => {
  await python("3.12.1");
  const target = join(directory, "emulator");
  expect(await install(target)).toBe(join(target, "bin", "ministack"));
  expect(await calls()).toEqual([expect.stringMatching(/^-c /), "-m venv", "-m pip"]);
  await install(target);
  expect(await calls()).toHaveLength(3);
});

test("the error has pip's last line, and the next run tries again", async () => {
  await python("3.12.1", 'console.error("Collecting\\nERROR: hashes do not match"); process.exit(1);');
  const target = join(directory, "emulator");
  await expect(install(target)).rejects.toThrow(
    `the local AWS could not be installed into ${target}: ERROR: hashes do not match`,
  );
  await python("3.12.1");
  expect(await install(target)).toBe(join(target, "bin", "ministack"));
});
