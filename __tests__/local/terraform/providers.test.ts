import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { platformOf, registries } from "../../../local/terraform/mirror";
import { prepareProviders } from "../../../local/terraform/providers";

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "providers-"));
});

afterEach(() => rm(directory, { recursive: true, force: true }));

const wantedVersions = { aws: "999.1.0", archive: "999.2.0" };

/** A `terraform` whose `providers mirror` finds a registry, or none. */
const terraform = async (registry: "answers" | "is silent"): Promise<string> => {
  const path = join(directory, "terraform.cjs");
  const source = `
    const { mkdirSync, appendFileSync, readFileSync } = require("node:fs");
    const [, , ...args] = process.argv;
    appendFileSync(${JSON.stringify(join(directory, "calls"))}, args.slice(0, 2).join(" ") + "\\n");
    if (${registry === "is silent"}) process.exit(1);
    const { terraform } = JSON.parse(readFileSync("main.tf.json", "utf8"));
    for (const [name, { source, version }] of Object.entries(terraform.required_providers)) {
      mkdirSync([args[2], "registry.terraform.io", source, version, ${JSON.stringify(platformOf())}].join("/"), { recursive: true });
    }`;
  await writeFile(path, `#!${process.execPath}\n${source}`);
  await chmod(path, 0o755);
  return path;
};

const calls = () => readFile(join(directory, "calls"), "utf8").catch(() => "");

const mirrored = async (mirror: string, versions: Record<string, string>): Promise<string> => {
  for (const [name, version] of Object.entries(versions)) {
    const folder = join(directory, mirror, "registry.terraform.io", "hashicorp", name, version, platformOf());
    await mkdir(folder, { recursive: true });
  }
  return join(directory, mirror);
};

test("the registry is not asked for what a mirror of this machine has", async () => {
  const mirror = await mirrored("named", wantedVersions);
  const program = await terraform("answers");
  const { versions, configurationFile, summary } = await prepareProviders({
    directory,
    terraform: program,
    registry: registries.terraform,
    wantedVersions,
    mirrors: [mirror],
    env: { PATH: process.env["PATH"] },
  });
  expect(versions).toEqual(wantedVersions);
  expect(await readFile(configurationFile, "utf8")).toContain(mirror);
  expect(summary).toContain(`aws 999.1.0 from ${mirror}`);
  expect(await calls()).toBe("");
});

test("what no mirror has comes from the registry, once", async () => {
  const options = {
    directory,
    terraform: await terraform("answers"),
    registry: registries.terraform,
    wantedVersions,
    mirrors: [],
    env: { ...process.env },
  };
  const { versions } = await prepareProviders(options);
  await prepareProviders(options);
  expect(versions.archive).toBe("999.2.0");
  expect(await calls()).toBe("providers mirror\n");
});

test("OpenTofu gets what a mirror for Terraform has, under its own name", async () => {
  const mirror = await mirrored("named", wantedVersions);
  const { configurationFile } = await prepareProviders({
    directory,
    terraform: await terraform("is silent"),
    registry: registries.tofu,
    wantedVersions,
    mirrors: [mirror],
    env: { PATH: process.env["PATH"] },
  });
  expect(await readFile(configurationFile, "utf8")).toContain(
    'include = ["registry.opentofu.org/hashicorp/aws"]',
  );
  const linked = join(directory, "linked/registry.opentofu.org/hashicorp/aws", wantedVersions.aws);
  expect(await readdir(linked)).toEqual([platformOf()]);
});

test("without Go, mirror and registry the archive provider is one sentence", async () => {
  const mirror = await mirrored("named", { aws: "999.1.0" });
  const options = {
    directory,
    terraform: await terraform("is silent"),
    registry: registries.terraform,
    wantedVersions,
    mirrors: [mirror],
    env: { PATH: join(directory, "no-go-here") },
  };
  await expect(prepareProviders(options)).rejects.toThrow(
    "no mirror has the archive provider, no registry answers, and building it failed: Go is missing; install Go 1.21 or newer",
  );
});
