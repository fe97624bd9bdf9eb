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

const prints = (text: string, exitCode = 0): void => {
  writeFileSync(join(folder, "printed"), text);
  program("npx", `cat "${folder}/printed"; exit ${exitCode}`);
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

test("the comment has the plan's summary, and what is replaced or destroyed", () => {
  prints(
    [
      "  # aws_backup_plan.vault_plan must be replaced",
      "  # aws_sns_topic.topic will be updated in-place",
      "Plan: 1 to add, 2 to change, 1 to destroy.",
    ].join("\n"),
  );
  expect(run("plan").status).toBe(0);
  expect(read("calls")).toBe("npx cdktf diff backup-notifications-prod\n");
  const [marker, title, , summary, ...rest] = read("build/plan-comment.md").split("\n");
  expect([marker, title, summary]).toEqual([
    "<!-- deploy: plan of prod -->",
    "### Stage `prod`, eu-west-1",
    "Plan: 1 to add, 2 to change, 1 to destroy.",
  ]);
  const losses = rest.join("\n").split("<details>")[0];
  expect(losses).toContain("# aws_backup_plan.vault_plan must be replaced");
  expect(losses).not.toContain("updated in-place");
});

test("no changes are said in Terraform's words", () => {
  prints("No changes. Your infrastructure matches the configuration.");
  expect(run("plan").status).toBe(0);
  expect(read("build/plan-comment.md")).toContain("\nNo changes.\n");
});

test("a plan that failed is not called anything else, and fails the step", () => {
  prints("No changes.\nError: state lock", 1);
  expect(run("plan").status).toBe(1);
  expect(read("build/plan-comment.md")).toContain("\nThe plan failed; its end below says why.\n");
});

test("a plan without a summary is not known, and fails the step", () => {
  prints("nothing that says so");
  expect(run("plan").status).toBe(1);
  expect(read("build/plan-comment.md")).toContain("what it changes is not known");
});

test("a plan cannot end the comment's fence, and fits into a comment", () => {
  prints(`${"x".repeat(90_000)}\n\`\`\`\`\n# injected\nPlan: 0 to add, 1 to change, 0 to destroy.`);
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
