import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";

const project = join(__dirname, "..");
let scratch: string;

beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), "synth-"));
});

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const synth = (options: {
  readonly env?: Record<string, string>;
  readonly cwd?: string;
  readonly main?: string;
}) => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [
      "--import",
      join(project, "node_modules", "tsx", "dist", "loader.mjs"),
      options.main ?? join(project, "main.ts"),
    ],
    {
      cwd: options.cwd ?? project,
      encoding: "utf8",
      env: { PATH: process.env["PATH"], HOME: scratch, ...options.env },
    },
  );
  return { status, stdout, stderr };
};

const stageFile = (name: string, text: string): string => {
  const directory = mkdtempSync(join(scratch, "stages-"));
  writeFileSync(join(directory, `${name}.ts`), text);
  return directory;
};

/** Every file below a folder, by its path, with its content. */
const filesOf = (folder: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file) => [file.slice(folder.length), readFileSync(file, "utf8")]),
  );

const isProtected = (stack: unknown): boolean => JSON.stringify(stack).includes('"prevent_destroy":true');

const stackIn = (outputDirectory: string, stage: string) =>
  JSON.parse(
    readFileSync(join(outputDirectory, "stacks", `backup-notifications-${stage}`, "cdk.tf.json"), "utf8"),
  );

test("three mistakes in a stage and an unknown stage are four lines, exit 2, and no stack trace", () => {
  const directory = stageFile(
    "prod",
    `export default {
      vault: {
        rules: [{ name: "daily", schedule: "cron(0 5 * * *)", startWindowMinutes: 10, deleteAfterDays: 35 }],
        selectionTags: { backup: "daily" },
      },
      events: ["BACKUP_JOB_COMPLETE"],
    };`,
  );
  const { status, stdout, stderr } = synth({
    env: { STAGE: "prod,prd", STAGES_DIR: directory, CDKTF_OUTDIR: join(scratch, "none") },
  });
  expect(stderr.trim().split("\n")).toEqual([
    expect.stringContaining('/prod.ts: vault.rules[0].schedule: "cron(0 5 * * *)" has 5 fields'),
    expect.stringContaining("/prod.ts: vault.rules[0].startWindowMinutes: expected whole minutes, 60 to"),
    expect.stringContaining("/prod.ts: events[0]: expected a vault event of AWS Backup"),
    'stage "prd" does not exist; the stages are prod; did you mean prod?',
  ]);
  expect(stdout).toBe("");
  expect(status).toBe(2);
  expect(existsSync(join(scratch, "none"))).toBe(false);
});

describe("the Region", () => {
  const regionIn = (text: string, env: Record<string, string>) => {
    const out = mkdtempSync(join(scratch, "region-"));
    const directory = stageFile("prod", `export default { existingVaults: ["Default"], ${text} };`);
    const { stderr } = synth({ env: { STAGE: "prod", STAGES_DIR: directory, CDKTF_OUTDIR: out, ...env } });
    return { stderr: stderr.trim(), stack: stderr === "" ? stackIn(out, "prod") : undefined };
  };

  test("of the stage file wins over the profile's, and the stack says where it comes from", () => {
    const { stack } = regionIn('region: "eu-west-1", accountId: "111122223333"', {
      PROFILE_REGION: "us-west-2",
    });
    expect(stack.provider.aws[0]).toMatchObject({
      region: "eu-west-1",
      allowed_account_ids: ["111122223333"],
    });
    expect(stack["//"].regionFrom).toBe("the stage file");
  });

  test.each(["AWS_REGION", "AWS_DEFAULT_REGION"])(
    "of the stage file that %s contradicts is refused",
    (name) => {
      expect(regionIn('region: "eu-west-1"', { [name]: "us-east-1" }).stderr).toMatch(
        `/prod.ts: the Region is "eu-west-1" by the stage file, but "us-east-1" by ${name}; remove one of them, or give both the same Region`.slice(
          1,
        ),
      );
    },
  );
});

test("the stack says which resource types must be opted in to, for deploy and doctor", () => {
  const out = mkdtempSync(join(scratch, "opt-ins-"));
  const text = `export default {
    vault: {
      rules: [{ name: "daily", schedule: "cron(0 5 ? * * *)", deleteAfterDays: 35 }],
      selectionTags: { backup: "daily" },
    },
    testWorkload: { fileSystem: true },
    alarmEmail: false,
  };`;
  const env = { STAGE: "prod", STAGES_DIR: stageFile("prod", text), CDKTF_OUTDIR: out };
  expect(synth({ env }).stderr).toBe("");
  expect(stackIn(out, "prod")["//"].optIns).toEqual({ EFS: ["the test file system"] });
});

test("a vault that another stage of the folder names is one line, exit 2; files that cannot be loaded do not matter", () => {
  const text = `export default { existingVaults: ["team"], accountId: "111122223333", region: "eu-west-1" };`;
  const directory = stageFile("prod", text);
  const synthProd = () =>
    synth({
      env: { STAGE: "prod", STAGES_DIR: directory, CDKTF_OUTDIR: mkdtempSync(join(scratch, "shared-")) },
    });
  const write = (name: string, content: string) => writeFileSync(join(directory, `${name}.ts`), content);
  write("broken", "throw new Error('no such thing');");
  write("typo", text.replace("team", "x"));
  write("syntax", "export default {");
  expect(synthProd()).toMatchObject({ status: 0, stderr: "" });
  write("dev", text);
  const { status, stderr } = synthProd();
  expect(stderr.trim()).toMatch(
    /^[^\n]*prod\.ts: existingVaults\[0\]: "team" is a vault of dev\.ts too, in the same account and Region[^\n]*$/,
  );
  expect(status).toBe(2);
});

test("a target in another Region than the environment sets is one line, exit 2", () => {
  const directory = stageFile(
    "prod",
    `export default {
      existingVaults: ["Default"],
      routes: [{ forward: "arn:aws:sns:eu-west-1:111122223333:on-call" }],
    };`,
  );
  const env = { STAGE: "prod", STAGES_DIR: directory, CDKTF_OUTDIR: join(scratch, "none") };
  const { status, stderr } = synth({ env: { ...env, AWS_REGION: "eu-central-1" } });
  expect(stderr.trim()).toBe(
    `${basename(directory)}/prod.ts: ` +
      'routes[0].forward: "arn:aws:sns:eu-west-1:111122223333:on-call" is in Region eu-west-1, but the stage is in eu-central-1; use a topic or bus there',
  );
  expect(status).toBe(2);
});

test("mistakes of a stage alone and together with its Region are all reported, for each stage", () => {
  const directory = stageFile(
    "prod",
    `export default {
      vault: {
        rules: [{
          name: "daily",
          schedule: "cron(0 5 ? * * *)",
          deleteAfterDays: 35,
          copyTo: [{ vaultArn: "arn:aws:backup:eu-west-1:111122223333:backup-vault:offsite", deleteAfterDays: 35 }],
        }],
        selectionTags: { application: "backup-notifications" },
      },
      events: ["ACCESS_POINT_EXPIRED"],
    };`,
  );
  writeFileSync(join(directory, "dev.ts"), "export const stage = {};");
  const { stderr } = synth({
    env: {
      STAGE: "all",
      STAGES_DIR: directory,
      AWS_REGION: "cn-north-1",
      CDKTF_OUTDIR: join(scratch, "none"),
    },
  });
  expect(
    stderr
      .trim()
      .split("\n")
      .map((line) => line.replace(basename(directory), "stages")),
  ).toEqual([
    'stages/dev.ts: has no default export; write `export default defineStage({ existingVaults: ["Default"] });`',
    'stages/prod.ts: vault.rules[0].copyTo[0].vaultArn: "arn:aws:backup:eu-west-1:111122223333:backup-vault:offsite" is in partition aws, but the stage is in aws-cn, and AWS copies within a partition only; use a vault there',
    'stages/prod.ts: vault.selectionTags: {"application":"backup-notifications"} are tags of everything that the stack creates, so the plan would back up its ledger, too; choose a tag that only resources to back up have, such as {"backup":"daily"}',
    "stages/prod.ts: events[0]: ACCESS_POINT_EXPIRED needs at least version 6.67 of the AWS provider, and this is 6.25; set AWS_PROVIDER_VERSION=6.67.0 or later, or remove the event",
  ]);
});

test("the name of a file cannot control the terminal", () => {
  const directory = stageFile("prod\u001b[2J\u202e", "export default {};");
  const { stderr } = synth({ env: { STAGE: "dev", STAGES_DIR: directory } });
  expect(stderr).toBe('stage "dev" does not exist; the stages are prod [2J\n');
});

describe("all stages, from a copy of the project in another folder, with secrets in the environment", () => {
  const canary = "canary-7f3a";
  let copy: string;
  let elsewhere: string;
  let first: ReturnType<typeof synth>;
  let files: ReturnType<typeof filesOf>;

  const synthCopy = (cwd: string) =>
    synth({
      cwd,
      main: join(copy, "main.ts"),
      env: {
        STAGE: "all",
        SLACK_WEBHOOK_URL: `https://hooks.slack.com/services/${canary}`,
        SLACK_BOT_TOKEN: `xoxb-${canary}`,
        AWS_SECRET_ACCESS_KEY: canary,
        AWS_SESSION_TOKEN: canary,
      },
    });

  beforeAll(() => {
    copy = join(scratch, "copy");
    elsewhere = join(scratch, "elsewhere");
    for (const folder of [copy, elsewhere]) mkdirSync(folder);
    for (const path of [
      "main.ts",
      "cdktf.json",
      "package.json",
      "tsconfig.json",
      "src",
      "stages",
      "handler",
    ]) {
      cpSync(join(project, path), join(copy, path), { recursive: true });
    }
    symlinkSync(join(project, "node_modules"), join(copy, "node_modules"));
    first = synthCopy(copy);
    files = filesOf(join(copy, "cdktf.out"));
  });

  test("synthesize without output, one stack each", () => {
    expect(first).toEqual({ status: 0, stdout: "", stderr: "" });
    expect(Object.keys(files).filter((file) => file.endsWith("cdk.tf.json"))).toHaveLength(2);
  });

  test("protect prod", () => {
    expect(isProtected(stackIn(join(copy, "cdktf.out"), "prod"))).toBe(true);
  });

  test("give the same bytes from another working directory, and write nothing there", () => {
    expect(synthCopy(elsewhere).status).toBe(0);
    expect(filesOf(join(copy, "cdktf.out"))).toEqual(files);
    expect(readdirSync(elsewhere)).toEqual([]);
  });

  test("deploy every file of the bundle, and nothing else", () => {
    const bundle = Object.entries(filesOf(join(copy, "build", "handler")));
    expect(bundle.length).toBeGreaterThan(1);
    const code = Object.entries(files).filter(([file]) => file.includes("/assets/"));
    for (const stage of ["dev", "prod"]) {
      const deployed = code.filter(([file]) =>
        file.includes(`backup-notifications-${stage}/assets/notifier_code`),
      );
      expect(deployed.map(([file, text]) => [file.slice(file.lastIndexOf("/")), text]).sort()).toEqual(
        bundle.sort(),
      );
    }
  });

  test("contain no path of this machine", () => {
    const found = Object.keys(files).filter(
      (file) => files[file]?.includes(scratch) || files[file]?.includes(project),
    );
    expect(found).toEqual([]);
  });

  test("contain no secret and no webhook", () => {
    const found = Object.keys(files).filter((file) => files[file]?.includes(canary));
    expect(found).toEqual([]);
    const described = Object.keys(files).filter((file) => file.endsWith(".json"));
    expect(described.length).toBeGreaterThan(2);
    for (const file of described) expect(files[file]).not.toContain("hooks.slack.com/services");
  });

  test("warn that no one receives the alarms of prod", () => {
    const { stacks } = JSON.parse(files["/manifest.json"] ?? "");
    expect(stacks["backup-notifications-dev"].annotations).toEqual([]);
    expect(stacks["backup-notifications-prod"].annotations).toEqual([
      {
        constructPath: "backup-notifications-prod/alarms",
        level: "@cdktf/warn",
        message: expect.stringContaining("set ALARM_EMAIL=ops@example.com, or alarmEmail in the stage file"),
      },
    ]);
  });
});

test.each([
  ["dev", true],
  ["prod", false],
])("with ALLOW_DESTROY=%s, prod is protected: %s", (ALLOW_DESTROY, expected) => {
  const out = join(scratch, `allow-${ALLOW_DESTROY}`);
  expect(synth({ env: { STAGE: "prod", ALLOW_DESTROY, CDKTF_OUTDIR: out } }).status).toBe(0);
  expect(isProtected(stackIn(out, "prod"))).toBe(expected);
});

describe("prod, with everything set in the environment", () => {
  let stack: ReturnType<typeof stackIn>;

  beforeAll(() => {
    const out = join(scratch, "env", "cdktf.out");
    mkdirSync(join(scratch, "env"));
    const { status } = synth({
      env: {
        STAGE: "prod",
        AWS_REGION: "ap-southeast-2",
        ALARM_EMAIL: "ops@example.com",
        ALLOW_DESTROY: "PROD",
        AWS_PROVIDER_VERSION: "5.100.0",
        ARCHIVE_PROVIDER_VERSION: "1.3.0",
        CDKTF_OUTDIR: out,
      },
    });
    expect(status).toBe(0);
    stack = stackIn(out, "prod");
  });

  test("has that Region, alarm address and provider versions", () => {
    expect(stack.provider.aws[0].region).toBe("ap-southeast-2");
    expect(stack.terraform.required_providers.aws.version).toBe("5.100.0");
    expect(stack.terraform.required_providers.archive.version).toBe("1.3.0");
    expect(JSON.stringify(stack.resource.aws_sns_topic_subscription)).toContain("ops@example.com");
  });

  test("is protected where ALLOW_DESTROY is not its very name", () => {
    expect(isProtected(stack)).toBe(true);
  });
});
