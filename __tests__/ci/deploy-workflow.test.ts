import { spawnSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";

const { load }: { load: (text: string) => unknown } = require("js-yaml");

const project = join(__dirname, "..", "..");

const job = z.looseObject({
  if: z.string(),
  environment: z.string().optional(),
  permissions: z.record(z.string(), z.string()),
  concurrency: z.object({ group: z.string(), "cancel-in-progress": z.boolean() }),
  steps: z.array(z.looseObject({ uses: z.string().optional(), run: z.string().optional() })),
});

const workflow = z
  .looseObject({ permissions: z.object({}).strict(), jobs: z.object({ plan: job, apply: job }) })
  .parse(load(readFileSync(join(project, ".github", "workflows", "deploy.yml"), "utf8")));

const { plan, apply } = workflow.jobs;

describe("the deployment workflow", () => {
  test.each(Object.entries(workflow.jobs))(
    "%s does nothing until the repository names a stage",
    (_, { if: condition }) => {
      expect(condition).toMatch(/^vars\.DEPLOY_STAGE != '' && /);
    },
  );

  test("plans for pull requests of this repository only, and without the environment", () => {
    expect(plan.if).toContain("github.event_name == 'pull_request'");
    expect(plan.if).toContain("github.event.pull_request.head.repo.full_name == github.repository");
    expect(plan.environment).toBeUndefined();
  });

  test("applies on main, behind an environment", () => {
    expect(apply.if).toContain("github.event_name == 'push'");
    expect(apply.environment).toBe("production");
    expect(apply.permissions).toEqual({ contents: "read", "id-token": "write" });
  });

  test("never cancels, and no plan waits in the place of a deployment", () => {
    for (const { concurrency } of [plan, apply]) expect(concurrency["cancel-in-progress"]).toBe(false);
    expect(plan.concurrency.group).not.toBe(apply.concurrency.group);
  });

  test("pins each action by its commit, and stores no key", () => {
    const steps = [...plan.steps, ...apply.steps];
    for (const { uses } of steps) if (uses !== undefined) expect(uses).toMatch(/@[0-9a-f]{40}$/);
    expect(JSON.stringify(workflow)).not.toMatch(/secrets\.|aws-access-key-id/);
  });

  test("runs only scripts that these tests run", () => {
    const runs = [...plan.steps, ...apply.steps].flatMap(({ run }) => (run === undefined ? [] : [run]));
    expect([...new Set(runs)].sort()).toEqual(
      ["apply", "comment", "install", "plan"].map((name) => `bash .ci/${name}`),
    );
  });
});

const variables = {
  DEPLOY_STAGE: "prod",
  AWS_REGION: "eu-west-1",
  STATE_BUCKET: "example-state",
  STATE_REGION: "eu-west-1",
};

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "workflow-test-"));
  cpSync(join(project, ".ci"), join(folder, ".ci"), { recursive: true });
  mkdirSync(join(folder, "bin"));
  for (const name of ["npm", "npx", "gh"]) program(name, "");
});

afterEach(() => rmSync(folder, { recursive: true }));

/** A stand-in that records how it was called. */
const program = (name: string, work: string): void => {
  const file = join(folder, "bin", name);
  writeFileSync(file, `#!/bin/sh\necho "${name} $*" >> "${folder}/calls"\n${work}\n`);
  chmodSync(file, 0o755);
};

const run = (step: string, env: Readonly<Record<string, string>> = variables) => {
  const { status, stderr } = spawnSync("bash", [join(folder, ".ci", step)], {
    env: { PATH: `${join(folder, "bin")}:${process.env["PATH"]}`, ...env },
    encoding: "utf8",
  });
  return { status, stderr };
};

const read = (file: string): string =>
  existsSync(join(folder, file)) ? readFileSync(join(folder, file), "utf8") : "";

/** `npm run plan` writes this page and prints this text. */
const plans = (page: string | undefined, printed: string, exitCode: number): void => {
  writeFileSync(join(folder, "printed"), printed);
  if (page !== undefined) writeFileSync(join(folder, "page"), page);
  program(
    "npm",
    `cat "${folder}/printed"; ${page === undefined ? "" : `cp "${folder}/page" build/plan.md; `}exit ${exitCode}`,
  );
};

test("install runs no script of a dependency but one", () => {
  expect(run("install").status).toBe(0);
  expect(read("calls")).toBe("npm ci --ignore-scripts\nnpm rebuild @cdktf/node-pty-prebuilt-multiarch\n");
});

test("apply deploys the stage in its Region without asking", () => {
  expect(run("apply").status).toBe(0);
  expect(read("calls")).toBe("npm run deploy -- prod eu-west-1 --yes\n");
});

test("a deployment that fails fails the step", () => {
  program("npm", "exit 1");
  expect(run("apply").status).toBe(1);
});

test.each(["plan", "apply"])("%s refuses without a variable, and names it", (step) => {
  const { STATE_BUCKET: _, ...others } = variables;
  expect(run(step, others)).toEqual({
    status: 2,
    stderr:
      "the repository variable STATE_BUCKET is not set; npm run ci-roles prints all of them (docs/pipeline.md)\n",
  });
  expect(read("calls")).toBe("");
});

test.each(["all", "prod; rm -rf /", "prod,dev", "Prod"])("apply refuses %j as a stage", (DEPLOY_STAGE) => {
  expect(run("apply", { ...variables, DEPLOY_STAGE }).status).toBe(2);
  expect(read("calls")).toBe("");
});

test("the comment is the product's own page of its plan, under the stage and its Region", () => {
  plans("the page\n", "the summary\n", 3);
  expect(run("plan").status).toBe(0);
  expect(read("calls")).toBe(
    "npm run --silent plan -- prod eu-west-1 --markdown build/plan.md -- -lock-timeout=10m\n",
  );
  expect(read("build/plan-comment.md")).toBe(
    "<!-- deploy: plan of prod -->\n### Stage `prod`, eu-west-1\n\nthe page\n",
  );
});

test("no changes are good, too", () => {
  plans("No changes.\n", "No changes.\n", 0);
  expect(run("plan").status).toBe(0);
  expect(read("build/plan-comment.md")).toContain("\nNo changes.\n");
});

test("a plan that is refused fails the step, and the comment says why", () => {
  plans(undefined, "Planning ...\nError: the plan destroys vault team\nmore\n", 1);
  expect(run("plan").status).toBe(1);
  const comment = read("build/plan-comment.md");
  expect(comment).toContain("\nThere is no plan that could be applied; what it would change is not known.\n");
  expect(comment).toContain("\n````\nError: the plan destroys vault team\nmore\n````\n");
  expect(comment).not.toContain("Planning ...");
});

test("a failure without an error of ours shows the end of what was printed", () => {
  plans(undefined, "npm could not start\n", 127);
  expect(run("plan").status).toBe(127);
  expect(read("build/plan-comment.md")).toContain("\n````\nnpm could not start\n````\n");
});

test.each([0, 3])("a plan without a page fails the step, whatever its exit code: %s", (exitCode) => {
  plans(undefined, "nothing that says so\n", exitCode);
  expect(run("plan").status).toBe(1);
  expect(read("build/plan-comment.md")).toContain("is not known");
});

test("the page of an earlier run is not taken for this one's", () => {
  mkdirSync(join(folder, "build"));
  writeFileSync(join(folder, "build", "plan.md"), "an earlier page");
  plans(undefined, "Error: state lock\n", 1);
  run("plan");
  expect(read("build/plan-comment.md")).not.toContain("an earlier page");
});

test("an error cannot end the comment's fence, and fits into a comment", () => {
  plans(undefined, `Error: \`\`\`\`\n# injected ${"x".repeat(90_000)}\n`, 1);
  run("plan");
  const comment = read("build/plan-comment.md");
  expect(comment.length).toBeLessThan(65_536);
  expect(comment.match(/````/g)).toHaveLength(2);
});

const pull = { GH_TOKEN: "x", REPOSITORY: "example/backups", PULL_REQUEST: "7" };

test.each([
  [
    "",
    "gh api --method POST repos/example/backups/issues/7/comments --field body=@build/plan-comment.md --silent",
  ],
  [
    "42",
    "gh api --method PATCH repos/example/backups/issues/comments/42 --field body=@build/plan-comment.md --silent",
  ],
])("with the earlier comment %j, the step sends one comment", (id, call) => {
  mkdirSync(join(folder, "build"));
  writeFileSync(join(folder, "build", "plan-comment.md"), "<!-- deploy: plan of prod -->\n");
  program("gh", id === "" ? "" : `case "$*" in *paginate*) echo ${id} ;; esac`);
  expect(run("comment", { ...variables, ...pull }).status).toBe(0);
  const [question, ...calls] = read("calls").trim().split("\n");
  expect(question).toContain("github-actions[bot]");
  expect(calls).toEqual([call]);
});

test("without a plan there is nothing to comment on", () => {
  expect(run("comment", { ...variables, ...pull }).status).toBe(0);
  expect(read("calls")).toBe("");
});
