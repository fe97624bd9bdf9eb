import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { quoted } from "../../../handler/advise/command-line";
import { rerunCommandOf } from "../../../handler/advise/rerun-command";
import type { JobDetails, JobEvent } from "../../../handler/model/job-event";
import { render } from "../../../handler/render/render-each";
import { codePoint } from "../../../verify/fuzz/code-point";

const details: JobDetails = {
  vaultName: "main",
  resourceArn: "arn:aws:dynamodb:eu-west-1:111122223333:table/orders",
  roleArn: "arn:aws:iam::111122223333:role/AWSBackup-main",
  lifecycle: { deleteAfterDays: 35 },
};

const event = (more: Partial<JobEvent> = {}): JobEvent => ({
  kind: "job",
  jobType: "backup",
  phase: "failed",
  state: "FAILED",
  jobId: "A-1",
  origin: { region: "eu-west-1" },
  details,
  ...more,
});

const copy = event({
  jobType: "copy",
  details: {
    ...details,
    sourceRecoveryPointArn: "arn:aws:ec2:eu-west-1::image/ami-0abc",
    destinationVaultArn: "arn:aws:backup:eu-central-1:444455556666:backup-vault:copies",
  },
});

test.each(["eusc-de-east-1", "us-iso-east-1", "us-isob-east-1", "eu-isoe-west-1", "cn-north-1"])(
  "a backup has its command in %s, too",
  (region) => {
    expect(rerunCommandOf(event({ origin: { region } }))).toMatch(new RegExp(` --region ${region}$`));
  },
);

/** The arguments that a real shell makes of a command line. */
const argumentsOf = (line: string): readonly string[] =>
  execFileSync("sh", ["-c", `printf '%s\\0' ${line}`], { encoding: "utf8" })
    .split("\0")
    .slice(0, -1);

test("a backup runs again with its vault, resource, role, retention and Region", () => {
  expect(rerunCommandOf(event())).toBe(
    "aws backup start-backup-job --backup-vault-name main --resource-arn arn:aws:dynamodb:eu-west-1:111122223333:table/orders --iam-role-arn arn:aws:iam::111122223333:role/AWSBackup-main --lifecycle DeleteAfterDays=35 --region eu-west-1",
  );
});

test("a Windows backup keeps its option, and cold storage its days", () => {
  const lifecycle = {
    moveToColdStorageAfterDays: 30,
    deleteAfterDays: 120,
    optInToArchiveForSupportedResources: true,
  };
  expect(rerunCommandOf(event({ details: { ...details, lifecycle, windowsVss: "enabled" } }))).toContain(
    " --lifecycle 'MoveToColdStorageAfterDays=30,DeleteAfterDays=120,OptInToArchiveForSupportedResources=true' --backup-options WindowsVSS=enabled --region eu-west-1",
  );
});

test("a copy runs again with both its vaults", () => {
  expect(rerunCommandOf(copy)).toBe(
    "aws backup start-copy-job --recovery-point-arn arn:aws:ec2:eu-west-1::image/ami-0abc --source-backup-vault-name main --destination-backup-vault-arn arn:aws:backup:eu-central-1:444455556666:backup-vault:copies --iam-role-arn arn:aws:iam::111122223333:role/AWSBackup-main --lifecycle DeleteAfterDays=35 --region eu-west-1",
  );
});

test("for a restore, whose settings no event contains, the command shows them", () => {
  const restore = event({
    jobType: "restore",
    details: { vaultName: "main", recoveryPointArn: "arn:aws:ec2:eu-west-1::image/ami-0abc" },
  });
  expect(rerunCommandOf(restore)).toBe(
    "aws backup get-recovery-point-restore-metadata --backup-vault-name main --recovery-point-arn arn:aws:ec2:eu-west-1::image/ami-0abc --region eu-west-1",
  );
});

test.each(["us-gov-west-1", "cn-north-1", "us-iso-east-1"])("Region and partition of %s stay", (region) => {
  const roleArn = "arn:aws-other:iam::111122223333:role/backup";
  const command = rerunCommandOf(event({ origin: { region }, details: { ...details, roleArn } }));
  expect(command).toContain(` --iam-role-arn ${roleArn} `);
  expect(command).toMatch(new RegExp(` --region ${region}$`));
});

describe("there is no command", () => {
  test.each(["vaultName", "resourceArn", "roleArn"] as const)("for a backup without %s", (name) => {
    const { [name]: _, ...rest } = details;
    expect(rerunCommandOf(event({ details: rest }))).toBeUndefined();
  });

  test.each(["vaultName", "sourceRecoveryPointArn", "destinationVaultArn", "roleArn"] as const)(
    "for a copy without %s",
    (name) => {
      const { [name]: _, ...rest } = copy.details;
      expect(rerunCommandOf({ ...copy, details: rest })).toBeUndefined();
    },
  );

  test.each<readonly [string, Partial<JobEvent>]>([
    ["without a Region", { origin: {} }],
    ["with an invalid Region", { origin: { region: "eu-west-1; rm -rf ~" } }],
    ["if the vault's name would be read as an option", { details: { ...details, vaultName: "--profile" } }],
    ["if the vault's name would be read as a file", { details: { ...details, vaultName: "file:///etc/x" } }],
    ["if the role is not a role", { details: { ...details, roleArn: "arn:aws:s3:::role" } }],
    ["if the resource is not an ARN", { details: { ...details, resourceArn: "orders" } }],
    ["if Slack would not show a value as is", { details: { ...details, vaultName: "ma`in" } }],
    ["if a value has a line break", { details: { ...details, vaultName: "ma\nin" } }],
    ["if a value has an invisible character", { details: { ...details, vaultName: "ma\u202ein" } }],
    ["if a value has a filler", { details: { ...details, vaultName: "ma\u3164in" } }],
    ["if a value has a quote", { details: { ...details, vaultName: "it's" } }],
    [
      "if a value has what PowerShell takes for a quote",
      { details: { ...details, vaultName: "ma\u2019; calc #" } },
    ],
    ["if a value has a double quote", { details: { ...details, vaultName: 'ma"in' } }],
    ["if a value ends in a backslash", { details: { ...details, vaultName: "ma in\\" } }],
    ["if a value has what cmd.exe acts on", { details: { ...details, vaultName: "ma&calc" } }],
    [
      "that Slack would truncate",
      { details: { ...details, resourceArn: `arn:aws:s3:::${"x".repeat(1000)}` } },
    ],
    [
      "that Slack would truncate once escaped",
      { details: { ...details, resourceArn: `arn:aws:s3:::${"&".repeat(190)}` } },
    ],
  ])("%s", (_name, more) => {
    expect(rerunCommandOf(event(more))).toBeUndefined();
  });
});

/** Anything but NUL, which no argument can contain. */
const word = fc.string({ unit: codePoint }).map((text) => text.replaceAll("\0", "").toWellFormed());
const nasty = fc.constantFrom(
  "'",
  "\u2019",
  "\u201c",
  ",",
  "@",
  "--%",
  "%COMSPEC%",
  "(",
  '"',
  "$(id)",
  "`id`",
  "\\",
  "!",
  "*",
  "~",
  ";",
  "&&",
  "|",
  ">",
  "#",
  "\n",
  " ",
  "$HOME",
);
const anyWord = fc.array(fc.oneof(word, nasty), { maxLength: 6 }).map((parts) => parts.join(""));

/**
 * The arguments that PowerShell makes of a command line, if nothing in it does more than that; also where it starts
 * aws.cmd, whose arguments cmd.exe reads. (PowerShell docs, about_Quoting_Rules and about_Parsing)
 */
const powerShellArgumentsOf = (line: string): readonly string[] => {
  expect(line).not.toMatch(/["\\&|<>^%!]/);
  expect(line.replace(/'[^'\u2018-\u201B]*'/g, "")).not.toMatch(/['\u2018-\u201E$`@,;(){}[\]#~*?\n]/);
  return [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, inQuotes, bare]) => inQuotes ?? bare ?? "");
};

test("any characters that are offered stay one argument of a real shell, and of PowerShell", () => {
  // One shell for many words: one process per word would take minutes.
  fc.assert(
    fc.property(fc.array(anyWord, { minLength: 30, maxLength: 60 }), (words) => {
      const offered = words.filter((word) => quoted(word) !== undefined);
      const line = offered.map(quoted).join(" ");
      expect(argumentsOf(line)).toEqual(offered);
      expect(powerShellArgumentsOf(line)).toEqual(offered);
    }),
    { numRuns: 30 },
  );
});

test.each([
  ["orders", "orders"],
  ["a b", "'a b'"],
  ["a,b", "'a,b'"],
  ["@a", "'@a'"],
  ["$(id); `id` #*~", "'$(id); `id` #*~'"],
  ["--%", undefined],
  ["--all", "'--all'"],
  ["=ls", "'=ls'"],
  ["", undefined],
])("%j is typed as %s", (word, typed) => {
  expect(quoted(word)).toBe(typed);
});

const unescaped = (text: string): string =>
  text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

test("an offered command is in the message, complete and unchanged", () => {
  const name = fc.oneof(
    fc.string({ unit: "grapheme" }),
    anyWord,
    fc.string({ minLength: 200, maxLength: 900 }),
  );
  fc.assert(
    fc.property(name, name, (vaultName, id) => {
      const given = { ...details, vaultName, resourceArn: `arn:aws:s3:::${id}` };
      const command = rerunCommandOf(event({ details: given }));
      if (command === undefined) return;
      const advice = { command: { label: "*Run it again*", line: command } };
      const shown = JSON.stringify(render(event({ advice }), { stage: "dev" }));
      expect(unescaped(shown)).toContain(JSON.stringify(command).slice(1, -1));
      const args = ["--backup-vault-name", vaultName, "--resource-arn", given.resourceArn];
      expect(argumentsOf(command).slice(3, 7)).toEqual(args);
      expect(powerShellArgumentsOf(command).slice(3, 7)).toEqual(args);
    }),
    { numRuns: 60 },
  );
});
