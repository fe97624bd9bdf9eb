import { z } from "zod";
import { type Check, every } from "../check";
import {
  conditionsOf,
  documentsOf,
  listOf,
  type PolicyDocument,
  type Statement,
  withDocument,
} from "../document";
import { factsOf, isNotifier, isValidator, isWatch } from "../facts";
import { notifierActions } from "../notifier-actions";
import { changed, resourcesOf, resourceWith, type StackJson } from "../stack-json";
import { validatorActions } from "../validator-actions";
import { type RoleAction, scheduleActions, watchActions } from "../watch-actions";

/** The policies of a role, by its ARN. */
const policiesOf = (stack: StackJson, role: unknown): readonly PolicyDocument[] => {
  const roleOf = (id: string) => String(stack.resource["aws_iam_role_policy"]?.[id]?.["role"]);
  return documentsOf(stack).filter(
    ({ place }) =>
      place.type === "aws_iam_role_policy" && roleOf(place.id).replace(/\.name\}$/, ".arn}") === role,
  );
};

/** The policies of the notifier's role. */
export const notifierPolicies = (stack: StackJson): readonly PolicyDocument[] =>
  policiesOf(stack, resourceWith(stack, "aws_lambda_function", isNotifier).args["role"]);

const identityStatements = (stack: StackJson): readonly { where: string; statement: Statement }[] =>
  documentsOf(stack)
    .filter(({ place }) => place.type === "aws_iam_role_policy")
    .flatMap(({ place, document }) =>
      document.Statement.map((statement) => ({ where: `${place.type}.${place.id}`, statement })),
    );

/** One line per action, so that lists compare whatever statements they are in. */
const lineOf = (action: string, resource: string, conditions: Readonly<Record<string, readonly string[]>>) =>
  `${action} on ${resource} if ${JSON.stringify(Object.entries(conditions))}`;

const differences = (
  who: string,
  policies: readonly PolicyDocument[],
  actions: readonly RoleAction[],
): readonly string[] => {
  const granted = policies.flatMap(({ document }) =>
    document.Statement.flatMap((statement) =>
      statement.Effect === "Deny"
        ? []
        : listOf(statement.Action).flatMap((action) =>
            listOf(statement.Resource).map((resource) => lineOf(action, resource, conditionsOf(statement))),
          ),
    ),
  );
  const needed = actions.map(({ action, resource, conditions = {} }) => lineOf(action, resource, conditions));
  return [
    ...granted.filter((line) => !needed.includes(line)).map((line) => `${who} is allowed ${line}`),
    ...needed.filter((line) => !granted.includes(line)).map((line) => `${who} is not allowed ${line}`),
  ];
};

const notifierProblems = (stack: StackJson): readonly string[] =>
  differences("the notifier", notifierPolicies(stack), notifierActions(factsOf(stack)));

/** The policies of the roles of the watch and of its schedules. */
const policiesAround = (stack: StackJson) => {
  const watch = resourcesOf(stack, "aws_lambda_function").find(({ args }) => isWatch(args));
  const [schedule] = resourcesOf(stack, "aws_scheduler_schedule");
  const target = schedule && z.object({ role_arn: z.string() }).parse(schedule.args["target"]);
  return {
    watch: watch ? policiesOf(stack, watch.args["role"]) : [],
    schedules: target ? policiesOf(stack, target.role_arn) : [],
  };
};

export const watchPolicies = (stack: StackJson): readonly PolicyDocument[] =>
  Object.values(policiesAround(stack)).flat();

/** The policies of the role that checks what was restored. */
export const validatorPolicies = (stack: StackJson): readonly PolicyDocument[] => {
  const validator = resourcesOf(stack, "aws_lambda_function").find(({ args }) => isValidator(args));
  return validator ? policiesOf(stack, validator.args["role"]) : [];
};

const validatorProblems = (stack: StackJson): readonly string[] => {
  const facts = factsOf(stack);
  return facts.validator === undefined
    ? []
    : differences("the validator", validatorPolicies(stack), validatorActions(facts, facts.validator));
};

const watchProblems = (stack: StackJson): readonly string[] => {
  const facts = factsOf(stack);
  if (facts.watch === undefined) return [];
  const { watch, schedules } = policiesAround(stack);
  return [
    ...differences("the watch", watch, watchActions(facts, facts.watch)),
    ...differences("EventBridge Scheduler", schedules, scheduleActions(facts, facts.watch)),
  ];
};

/** Actions without resource types. (Service Authorization Reference; of scan jobs, as far as we know) */
const withoutResources =
  /^(?:backup:(?:PutRestoreValidationResult|Describe(?:(?:Backup|Copy|Restore|Scan)Job|RegionSettings)|List(?:(?:Backup|Copy|Restore)Jobs|BackupPlans|ProtectedResources|RecoveryPointsByResource|RestoreTestingPlans))|ec2:Describe(?:Instances|InstanceStatus|Volumes|VolumeStatus)|fsx:Describe(?:FileSystems|Volumes)|tag:GetResources|xray:Put(?:TraceSegments|TelemetryRecords))$/;

const wideProblems = (stack: StackJson): readonly string[] =>
  identityStatements(stack).flatMap(({ where, statement }) => {
    if (statement.Effect === "Deny") return [];
    const actions = listOf(statement.Action);
    return [
      ...actions.filter((action) => action.includes("*")).map((action) => `${where}: allows ${action}`),
      ...(listOf(statement.Resource).includes("*")
        ? actions
            .filter((action) => !withoutResources.test(action))
            .map((action) => `${where}: allows ${action} on everything`)
        : []),
    ];
  });

/** AWS managed policies for the roles of AWS Backup, and for what it lets GuardDuty read. */
const ofAwsBackup = /:iam::aws:policy\/(?:service-role\/)?AWSBackup(?:Service|GuardDuty)RolePolicyFor\w+$/;

/** A copy in which the first policy of the notifier allows one more thing. */
const allowing =
  (more: Statement) =>
  (stack: StackJson): StackJson => {
    const [first] = notifierPolicies(stack);
    if (!first) throw new Error("the notifier has no policy");
    return withDocument(stack, first.place, {
      ...first.document,
      Statement: [...first.document.Statement, more],
    });
  };

export const permissionChecks: readonly Check[] = [
  {
    rules:
      "CKV_AWS_1 CKV_AWS_49 CKV_AWS_62 CKV_AWS_63 CKV_AWS_286 CKV_AWS_289 CKV_AWS_355 CKV_AWS_356 AWS-0057",
    holds: "no role has an action with a wildcard, or everything as a resource where AWS can name less",
    problems: wideProblems,
    broken: allowing({ Effect: "Allow", Action: "sns:*", Resource: "*" }),
  },
  {
    rules:
      "CKV_AWS_107 CKV_AWS_108 CKV_AWS_109 CKV_AWS_110 CKV_AWS_111 CKV_AWS_287 CKV_AWS_288 CKV_AWS_290 CKV2_AWS_40",
    holds: "the roles of the functions and of EventBridge Scheduler have exactly the actions that are needed",
    problems: (stack) => [...notifierProblems(stack), ...watchProblems(stack), ...validatorProblems(stack)],
    broken: allowing({ Effect: "Allow", Action: "sns:Publish", Resource: "arn:aws:sns:::other" }),
  },
  {
    rules: "CKV_AWS_274 CKV2_AWS_56",
    holds: "the only managed policies are those of AWS Backup's own role",
    problems: every(
      "aws_iam_role_policy_attachment",
      ({ policy_arn }) => ofAwsBackup.test(String(policy_arn)),
      "is not a policy of AWS Backup",
    ),
    broken: (stack) =>
      changed(stack, "aws_iam_role_policy_attachment", {
        policy_arn: "arn:aws:iam::aws:policy/AdministratorAccess",
      }),
  },
];
