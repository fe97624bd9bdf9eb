import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { stageCommand } from "../../../scripts/program/command";
import { initialize } from "../../../scripts/stack/deployment";
import { newOperator } from "../support/operator";
import { makeProjectFolder, type ProjectFolder } from "../support/project-folder";

const command = stageCommand({
  name: "prepare",
  summary: "",
  run: (request, context) => initialize(request, context),
});

let project: ProjectFolder;

beforeEach(() => {
  project = makeProjectFolder();
});

afterEach(() => project.remove());

const prepare = async () => {
  const operator = newOperator({ project });
  const exitCode = await operator.run(command);
  return {
    exitCode,
    screen: operator.output(),
    inits: project.calls().map((call) => call.replace(/ STAGE.*/, "")),
  };
};

const commitLock = (): void => writeFileSync(join(project.path, ".terraform.lock.hcl"), "");

const otherVersion = "locked provider does not match; must use terraform init -upgrade to\nallow selection";

test("without a committed lock file, Terraform follows the versions of the stack", async () => {
  project.refusesToPrepare(otherVersion);
  expect((await prepare()).inits).toEqual([
    "terraform init -input=false -no-color",
    "terraform init -input=false -no-color -upgrade",
  ]);
});

test("with one, Terraform may not change it", async () => {
  commitLock();
  expect(await prepare()).toMatchObject({
    exitCode: 0,
    inits: ["terraform init -input=false -no-color -lockfile=readonly"],
  });
});

test.each([
  [otherVersion],
  ["the local package for aws doesn't match any of the\nchecksums previously recorded"],
  ["Error: Provider dependency changes detected"],
])(
  "providers that are not those of the lock file are refused, with the command that makes it anew",
  async (stderr) => {
    commitLock();
    project.refusesToPrepare(stderr);
    const { exitCode, screen, inits } = await prepare();
    expect(exitCode).toBe(1);
    expect(screen).toMatch(
      /^Error: the providers for stage dev are not those of \.terraform\.lock\.hcl, so nothing was changed; .* commit it: \(cd cdktf\.out\/stacks\/backup-notifications-dev && rm -f \.terraform\.lock\.hcl && terraform providers lock -platform=linux_amd64 .* && cp \.terraform\.lock\.hcl \.\.\/\.\.\/\.\.\)$/,
    );
    expect(inits).toHaveLength(1);
  },
);

test("another failure stays in Terraform's words", async () => {
  commitLock();
  project.refusesToPrepare("Error: no such backend");
  expect((await prepare()).screen).toMatch(/could not be prepared for stage dev:\nError: no such backend$/);
});
