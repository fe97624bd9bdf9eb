import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { z } from "zod";
import { copyPolicySid, deletionPolicySid, keyStatementsOutput, stackIdOf } from "../../src/outputs";
import { lastPartOf } from "../aws/stage-arns";
import type { Context } from "../program/context";
import { Failure, wrongUsage } from "../program/failure";
import { environmentOf, type Target } from "./commands";

const resources = z.record(z.string(), z.looseObject({}));

const stackSchema = z.object({
  "//": z
    .object({
      regionFrom: z.string().optional(),
      subscribedTopics: z.record(z.string(), z.string()).optional(),
      optIns: z.record(z.string(), z.array(z.string())).optional(),
    })
    .optional(),
  provider: z.object({ aws: z.array(z.object({ region: z.string().optional() })).optional() }).optional(),
  resource: z.record(z.string(), resources).optional(),
  output: z.record(z.string(), z.object({ value: z.unknown() })).optional(),
  terraform: z.object({
    backend: z
      .object({
        local: z.object({ path: z.string().optional() }).optional(),
        s3: z
          .object({
            bucket: z.string(),
            region: z.string(),
            key: z.string(),
            kms_key_id: z.string().optional(),
          })
          .transform(({ kms_key_id: kmsKeyArn, ...place }) => ({
            ...place,
            ...(kmsKeyArn !== undefined && { kmsKeyArn }),
          }))
          .optional(),
      })
      .optional(),
  }),
});

/** Where Terraform's state is, in S3. */
export type StateLocation = {
  readonly bucket: string;
  readonly region: string;
  readonly key: string;
  /** The key that encrypts it; absent with S3's own encryption. */
  readonly kmsKeyArn?: string;
};

/** A vault that the stage makes, as its file describes it. */
export type FileVault = {
  readonly name: string;
  readonly forceDestroy: boolean;
  /** Only of a vault for copies: their Region. */
  readonly region?: string;
};

/** Concurrency that a stack reserves for a function. */
export type Reservation = { readonly functionName: string; readonly count: number };

const oneOrMany = z.preprocess((given) => (typeof given === "string" ? [given] : given), z.array(z.string()));

const keyStatement = z.object({
  Sid: z.string(),
  Effect: z.string(),
  Principal: z.record(z.string(), z.string()),
  Action: oneOrMany,
  Resource: z.string(),
  Condition: z.record(z.string(), z.record(z.string(), oneOrMany)).optional(),
});

/** A key of the stage's owner, and what its policy must have. */
export type ExistingKey = {
  readonly arn: string;
  readonly statements: readonly z.output<typeof keyStatement>[];
};

/** What the scripts need from a stack that may not be deployed yet. */
export type SynthesizedStack = {
  /** Absent where the stack leaves it to the environment. */
  readonly region?: string;
  /** Who names the Region. */
  readonly regionFrom?: string;
  /** Path of the local state file; absent where the state is kept elsewhere. */
  readonly localStatePath?: string;
  /** Where the state is in S3; absent where the state is kept elsewhere. */
  readonly state?: StateLocation;
  /** The same file as the output names it; absent where the stack does not say. */
  readonly statePath?: string;
  /** The vaults that the stage defines: its own, or none, and those for copies in other Regions. */
  readonly vaults: readonly FileVault[];
  /** The vaults that exist already; absent where the stack does not say. */
  readonly existingVaultNames?: readonly string[];
  /** The topics that existing vaults notify already and the stage subscribes to, ARNs by names of vaults. */
  readonly subscribedTopics: Readonly<Record<string, string>>;
  /** Resource types that must be opted in to in the Region, and what the plans skip otherwise. */
  readonly optIns: Readonly<Record<string, readonly string[]>>;
  /** Email addresses that receive the alarms, and must confirm the subscription once. */
  readonly alarmEmails: readonly string[];
  /** Topics of others that get the alarms too. */
  readonly alarmTopicArns: readonly string[];
  readonly alarmNames: readonly string[];
  /** The EventBridge rule for the notifier; absent where the stage subscribes to vault notifications only. */
  readonly ruleName?: string;
  /** Events of which the vaults notify the stage. */
  readonly vaultEvents: readonly string[];
  /** AWS managed policies that the stage attaches to its backup role, such as `AWSBackupServiceRolePolicyForBackup`. */
  readonly managedPolicyNames: readonly string[];
  /** The path of the stage's roles in IAM: `/`, or as the stage file says. */
  readonly rolePath: string;
  readonly hasTestWorkload: boolean;
  readonly hasWatch: boolean;
  readonly hasRestoreTests: boolean;
  /** Whether the stage's own vault is locked. */
  readonly hasLock: boolean;
  /** Whether the stage has a logically air-gapped vault. */
  readonly hasAirGappedVault: boolean;
  /** Whether only one role may delete its recovery points. */
  readonly hasAccessPolicy: boolean;
  /** Vaults outside of the stack that its rules copy to. */
  readonly copyVaultArns: readonly string[];
  /** Whether other accounts may copy into the stage's own vault. */
  readonly receivesCopies: boolean;
  /** Further channels, each with its own webhook. */
  readonly furtherChannels: readonly string[];
  /** Absent where the notifier shares the account's concurrency. */
  readonly reservation?: Reservation;
  /** Absent where the stack makes its key. */
  readonly existingKey?: ExistingKey;
  /** `queue` or `direct`; absent where the stack does not say. */
  readonly delivery?: string;
};

/** A stage in the Region that the operator named, else in that of the stack. */
export const locatedBy = (target: Target, { region }: SynthesizedStack): Target =>
  target.region !== undefined || region === undefined ? target : { ...target, region };

/** The names in a list, as outputs hold it. */
export const namesIn = (list: string): readonly string[] => list.split(",").filter((name) => name !== "");

const rulesSchema = z.array(
  z.object({ copy_action: z.array(z.object({ destination_vault_arn: z.string() })).optional() }),
);

/** A vault of the stack itself is a reference, and no ARN yet. */
const copyVaultArnsIn = (rules: unknown): readonly string[] =>
  (rulesSchema.safeParse(rules).data ?? []).flatMap(({ copy_action: actions = [] }) =>
    actions.flatMap(({ destination_vault_arn: arn }) => (arn.startsWith("arn:") ? [arn] : [])),
  );

const texts = (values: readonly unknown[]): string[] =>
  values.flat().filter((value) => typeof value === "string");

const reservationOf = (resource: Readonly<Record<string, unknown>>): readonly Reservation[] => {
  const { function_name: functionName, reserved_concurrent_executions: count } = resource;
  return typeof functionName === "string" && typeof count === "number" ? [{ functionName, count }] : [];
};

/** What a stack makes only to be backed up, besides a table. */
const testResourceTypes = [
  "aws_instance",
  "aws_ebs_volume",
  "aws_db_instance",
  "aws_efs_file_system",
  "aws_s3_bucket",
] as const;

/** Other roles have AWS managed policies, too: that of restore tests, and that of malware scans. */
const isBackupRole = (role: unknown): boolean =>
  typeof role === "string" && role.startsWith("${aws_iam_role.vault_role_");

/** Reads the Terraform JSON of a stack. A relative state path starts at the stack's folder. */
export const readSynthesizedStack = (json: string, stackDir: string): SynthesizedStack => {
  const stack = stackSchema.parse(JSON.parse(json));
  const ofType = (type: string) => Object.values(stack.resource?.[type] ?? {});
  const regionFrom = stack["//"]?.regionFrom;
  const region = stack.provider?.aws?.[0]?.region;
  const state = stack.terraform.backend?.s3;
  const localStatePath = stack.terraform.backend?.local?.path;
  const argumentsOf = (type: string, name: string) => texts(ofType(type).map((resource) => resource[name]));
  const ruleName = argumentsOf("aws_cloudwatch_event_rule", "name").find((name) =>
    name.endsWith("-state-changes"),
  );
  const outputOf = (name: string): string | undefined => {
    const value = stack.output?.[name]?.value;
    return typeof value === "string" ? value : undefined;
  };
  const [statePath, existing] = [outputOf("state_path"), outputOf("existing_vault_names")];
  const delivery = outputOf("delivery");
  const [keyArn, keyStatements] = [outputOf("key_arn"), outputOf(keyStatementsOutput)];
  const accessPolicies = argumentsOf("aws_backup_vault_policy", "policy");
  const [reservation] = ofType("aws_lambda_function").flatMap(reservationOf);
  return {
    vaults: ofType("aws_backup_vault").map(({ name, force_destroy: forceDestroy, provider }) => ({
      name: String(name),
      forceDestroy: forceDestroy === true,
      ...(typeof provider === "string" && { region: provider.replace("aws.", "") }),
    })),
    alarmEmails: ofType("aws_sns_topic_subscription").flatMap(({ protocol, endpoint }) =>
      protocol === "email" && typeof endpoint === "string" ? [endpoint] : [],
    ),
    alarmTopicArns: [...new Set(argumentsOf("aws_cloudwatch_metric_alarm", "alarm_actions"))].filter(
      (arn) => !arn.startsWith("${"),
    ),
    alarmNames: argumentsOf("aws_cloudwatch_metric_alarm", "alarm_name"),
    vaultEvents: [...new Set(argumentsOf("aws_backup_vault_notifications", "backup_vault_events"))],
    managedPolicyNames: texts(
      ofType("aws_iam_role_policy_attachment")
        .filter(({ role }) => isBackupRole(role))
        .map(({ policy_arn }) => policy_arn),
    ).map(lastPartOf),
    rolePath: argumentsOf("aws_iam_role", "path")[0] ?? "/",
    hasWatch: ofType("aws_scheduler_schedule").length > 0,
    hasRestoreTests: ofType("aws_backup_restore_testing_plan").length > 0,
    hasTestWorkload:
      testResourceTypes.some((type) => ofType(type).length > 0) ||
      argumentsOf("aws_dynamodb_table", "name").some((name) => name.endsWith("-test-table")),
    subscribedTopics: stack["//"]?.subscribedTopics ?? {},
    optIns: stack["//"]?.optIns ?? {},
    hasLock: ofType("aws_backup_vault_lock_configuration").length > 0,
    hasAirGappedVault: ofType("aws_backup_logically_air_gapped_vault").length > 0,
    hasAccessPolicy: accessPolicies.some((policy) => policy.includes(deletionPolicySid)),
    copyVaultArns: ofType("aws_backup_plan").flatMap(({ rule }) => copyVaultArnsIn(rule)),
    receivesCopies: accessPolicies.some((policy) => policy.includes(copyPolicySid)),
    furtherChannels: namesIn(outputOf("further_channels") ?? ""),
    ...(existing !== undefined && { existingVaultNames: namesIn(existing) }),
    ...(statePath !== undefined && { statePath }),
    ...(ruleName !== undefined && { ruleName }),
    ...(reservation !== undefined && { reservation }),
    ...(delivery !== undefined && { delivery }),
    ...(keyArn !== undefined &&
      keyStatements !== undefined && {
        existingKey: { arn: keyArn, statements: z.array(keyStatement).parse(JSON.parse(keyStatements)) },
      }),
    ...(state !== undefined && { state }),
    ...(region !== undefined && { region }),
    ...(regionFrom !== undefined && { regionFrom }),
    ...(localStatePath !== undefined && { localStatePath: resolve(stackDir, localStatePath) }),
  };
};

const configSchema = z.object({ app: z.string() });

const appCommand = async ({ projectDir }: Context): Promise<string> => {
  try {
    return configSchema.parse(JSON.parse(await readFile(join(projectDir, "cdktf.json"), "utf8"))).app;
  } catch {
    throw wrongUsage(
      `there is no readable cdktf.json with an "app" in ${projectDir}; run the command in the project's folder`,
    );
  }
};

/**
 * Runs the project's program into a folder.
 * @throws Failure with the program's message and exit code where the stage file has mistakes.
 */
export const runApp = async (target: Target, context: Context, outputDir: string): Promise<void> => {
  const app = await appCommand(context);
  const { exitCode, stderr, stdout } = await context.processes.capture({
    command: "sh",
    args: ["-c", app],
    cwd: context.projectDir,
    env: { ...environmentOf(target, context), CDKTF_OUTDIR: outputDir },
    ifMissing: "a POSIX shell is needed to run the project's program",
  });
  if (exitCode === 0) return;
  throw new Failure((stderr.trim() || stdout.trim() || `\`${app}\` failed`).replace(/^Error: /, ""), {
    exitCode: exitCode === 2 ? 2 : 1,
  });
};

/**
 * Runs the project's program into a temporary folder: nothing of a deployed stack is touched, no provider is loaded,
 * and mistakes in the stage file show in half a second.
 * @returns what `read` makes of the stack's Terraform JSON.
 * @throws Failure as `runApp` does.
 */
export const synthesizeAs = async <T>(
  target: Target,
  context: Context,
  read: (json: string, stackDir: string) => T,
): Promise<T> => {
  const outputDir = await mkdtemp(join(tmpdir(), "backup-notifications-"));
  try {
    await runApp(target, context, outputDir);
    const stackDir = join(outputDir, "stacks", stackIdOf(target.stage));
    return read(await readFile(join(stackDir, "cdk.tf.json"), "utf8"), stackDir);
  } finally {
    await rm(outputDir, { recursive: true, force: true });
  }
};

/** What the commands need of the synthesized stack. Says in which Region it is, and who names that. */
export const synthesize = async (target: Target, context: Context): Promise<SynthesizedStack> => {
  const stack = await synthesizeAs(target, context, readSynthesizedStack);
  if (stack.regionFrom !== undefined) {
    context.terminal.say(`Region ${stack.region} (${stack.regionFrom}).`);
  }
  return stack;
};
