import { type Change, type Verb, verbOf } from "./planned-change";

/** What a resource is called: one, and several. */
const nouns: Readonly<Record<string, readonly [one: string, several: string]>> = {
  aws_backup_logically_air_gapped_vault: ["air-gapped vault", "air-gapped vaults"],
  aws_backup_plan: ["backup plan", "backup plans"],
  aws_backup_restore_testing_plan: ["restore testing plan", "restore testing plans"],
  aws_backup_restore_testing_selection: ["selection of a restore test", "selections of restore tests"],
  aws_backup_selection: ["backup selection", "backup selections"],
  aws_backup_vault: ["vault", "vaults"],
  aws_backup_vault_lock_configuration: ["vault lock", "vault locks"],
  aws_backup_vault_policy: ["access policy of a vault", "access policies of vaults"],
  aws_backup_vault_notifications: ["vault notification setting", "vault notification settings"],
  aws_cloudwatch_dashboard: ["dashboard", "dashboards"],
  aws_cloudwatch_event_rule: ["EventBridge rule", "EventBridge rules"],
  aws_cloudwatch_event_target: ["target of a rule", "targets of rules"],
  aws_cloudwatch_log_group: ["log group", "log groups"],
  aws_cloudwatch_metric_alarm: ["alarm", "alarms"],
  aws_db_instance: ["test database", "test databases"],
  aws_db_subnet_group: ["subnet group", "subnet groups"],
  aws_default_security_group: ["default security group", "default security groups"],
  aws_dynamodb_table: ["table", "tables"],
  aws_ebs_volume: ["test volume", "test volumes"],
  aws_efs_file_system: ["test file system", "test file systems"],
  aws_flow_log: ["flow log", "flow logs"],
  aws_iam_instance_profile: ["instance profile", "instance profiles"],
  aws_iam_role: ["role", "roles"],
  aws_iam_role_policy: ["policy of a role", "policies of roles"],
  aws_iam_role_policy_attachment: ["attached policy", "attached policies"],
  aws_instance: ["test instance", "test instances"],
  aws_kms_alias: ["key alias", "key aliases"],
  aws_kms_key: ["key", "keys"],
  aws_lambda_event_source_mapping: ["event source mapping", "event source mappings"],
  aws_lambda_function: ["function", "functions"],
  aws_lambda_permission: ["permission of a function", "permissions of functions"],
  aws_s3_bucket: ["test bucket", "test buckets"],
  aws_s3_bucket_lifecycle_configuration: ["lifecycle of a bucket", "lifecycles of buckets"],
  aws_s3_bucket_notification: ["notification setting of a bucket", "notification settings of buckets"],
  aws_s3_bucket_policy: ["policy of a bucket", "policies of buckets"],
  aws_s3_bucket_public_access_block: ["public access block", "public access blocks"],
  aws_s3_bucket_server_side_encryption_configuration: ["encryption of a bucket", "encryptions of buckets"],
  aws_s3_bucket_versioning: ["versioning of a bucket", "versionings of buckets"],
  aws_security_group: ["security group", "security groups"],
  aws_sns_topic: ["topic", "topics"],
  aws_sns_topic_policy: ["policy of a topic", "policies of topics"],
  aws_sns_topic_subscription: ["subscription", "subscriptions"],
  aws_sqs_queue: ["queue", "queues"],
  aws_sqs_queue_policy: ["policy of a queue", "policies of queues"],
  aws_ssm_parameter: ["parameter", "parameters"],
  aws_subnet: ["subnet", "subnets"],
  aws_vpc: ["VPC", "VPCs"],
  aws_vpc_ipv4_cidr_block_association: ["further range of a VPC", "further ranges of VPCs"],
};

const countedNoun = (type: string, count: number): string => {
  const [one, several] = nouns[type] ?? [type, type];
  return `${count} ${count === 1 ? one : several}`;
};

const verbs: readonly Verb[] = ["add", "change", "replace", "destroy"];

/** `add      1 queue, 10 alarms`, a line for each thing that the plan does. */
const changeLines = (changes: readonly Change[]): readonly string[] =>
  verbs.flatMap((verb) => {
    const types = changes.filter((change) => verbOf(change) === verb).map(({ type }) => type);
    const counted = [...new Set(types)].map((type) =>
      countedNoun(type, types.filter((one) => one === type).length),
    );
    return counted.length === 0 ? [] : [`${verb.padEnd(8)} ${counted.join(", ")}`];
  });

/** Resources that hold backups, or without which they cannot be read. */
const holders: readonly string[] = [
  "aws_backup_vault",
  "aws_backup_logically_air_gapped_vault",
  "aws_kms_key",
];

/** Whether the plan touches anything that holds backups already. */
const backupLine = (changes: readonly Change[]): string => {
  const touched = changes.flatMap((change) => {
    const verb = verbOf(change);
    if (!holders.includes(change.type) || verb === undefined || verb === "add") return [];
    return [
      `${nouns[change.type]?.[0] ?? change.type} ${change.change.before?.name ?? change.address} (${verb})`,
    ];
  });
  return touched.length === 0
    ? "Nothing that holds backups is touched."
    : `Touches what holds backups: ${touched.join(", ")}.`;
};

/** What is lost while a resource is away. */
const costs: Readonly<Record<string, (name: string) => string | undefined>> = {
  aws_backup_selection: (name) =>
    `The plan replaces backup selection ${name}: a scheduled backup that is due in between does not start.`,
  aws_backup_vault_notifications: (name) =>
    `The plan replaces the notification setting of vault ${name}: AWS Backup does not send events of jobs that end in between.`,
  aws_sqs_queue: (name) => `The plan replaces queue ${name}: events that arrive in between are lost.`,
  aws_sns_topic: (name) =>
    `The plan replaces topic ${name}: events in between are lost, and email subscriptions must be confirmed again.`,
  aws_dynamodb_table: (name) =>
    name.endsWith("-test-table")
      ? undefined
      : `The plan replaces table ${name}: the record of past jobs and messages in it is lost.`,
};

/** What the replacements of a plan cost, a sentence for each. */
const replacementLines = (changes: readonly Change[]): readonly string[] =>
  changes.flatMap((change) => {
    const { before } = change.change;
    const vault = before?.["backup_vault_name"];
    const name = before?.name ?? (typeof vault === "string" ? vault : change.address);
    const cost = verbOf(change) === "replace" ? costs[change.type]?.(name) : undefined;
    return cost === undefined ? [] : [cost];
  });

const dayMilliseconds = 86_400_000;

/** When a vault that the plan locks can no longer be unlocked, by anyone. */
const lockLines = (changes: readonly Change[], now: number): readonly string[] =>
  changes.flatMap((change) => {
    const { after } = change.change;
    const days = after?.changeable_for_days;
    if (change.type !== "aws_backup_vault_lock_configuration" || verbOf(change) === undefined || !days)
      return [];
    const date = new Date(now + days * dayMilliseconds).toISOString().slice(0, 10);
    return [
      `The plan locks vault ${after.backup_vault_name ?? change.address} permanently: until ${date} the lock can be removed, from then on by nobody, not even by AWS, and no recovery point before its retention ends.`,
    ];
  });

/** A plan in short. */
export type PlanSummary = {
  /** What happens, by noun. */
  readonly lines: readonly string[];
  /** What replacements cost and what a lock makes permanent, a sentence for each. */
  readonly losses: readonly string[];
  /** Whether backups are touched, and what the stage costs. */
  readonly notes: readonly string[];
};

export const summaryOf = (changes: readonly Change[], costLine: string, now: number): PlanSummary => {
  const lines = changeLines(changes);
  return {
    lines: lines.length === 0 ? ["only outputs or addresses in the state change"] : lines,
    losses: [...replacementLines(changes), ...lockLines(changes, now)],
    notes: [backupLine(changes), costLine],
  };
};
