import { z } from "zod";
import { parseArn } from "../../handler/model/arn";
import { resourceTypeOf } from "../../handler/model/resource";
import {
  checked,
  choice,
  hinted,
  list,
  matching,
  named,
  object,
  type Report,
  vaultName,
  wholeNumber,
} from "./field";
import { sameNamesIn } from "./plan";
import { expected, shown } from "./problem";
import { metadataProblemsOf, type RestoreMetadata, restoreMetadata } from "./restore-metadata";
import { schedule, timeZone } from "./rule";

/** What AWS Backup can test. (AWS Backup Developer Guide, restore testing; `ProtectedResourceType`) */
export const testableTypes = [
  ...["Aurora", "DocumentDB", "DynamoDB", "EBS", "EC2", "EFS", "FSx", "Neptune", "RDS", "S3"],
] as const;

/** `RDS`. */
export type TestableType = (typeof testableTypes)[number];

const testableType = matching<TestableType>(
  (given) => testableTypes.some((type) => type === given),
  ({ input }) =>
    `${hinted(input, testableTypes, "a resource type that AWS Backup can test")}; allowed: ${testableTypes.join(", ")}`,
);

/** Types whose ARNs have one form. */
const clusterTypes: readonly string[] = ["Aurora", "DocumentDB", "Neptune"];

/** The testable types that an ARN may be of; none of what is no ARN. */
const typesOf = (arn: unknown): readonly string[] => {
  if (typeof arn !== "string") return [];
  const type = resourceTypeOf(arn);
  if (type !== undefined) return testableTypes.filter((testable) => testable === type);
  const { service, resource = "" } = parseArn(arn) ?? {};
  return service === "rds" && resource.startsWith("cluster:") ? clusterTypes : [];
};

/** Of a list of ARNs, those of one of the test's types. */
export const arnsOfType = (arns: readonly string[], type: string): readonly string[] =>
  arns.filter((arn) => typesOf(arn).includes(type));

const exampleArn = "arn:aws:rds:eu-central-1:111122223333:db:orders";

const isResourceArn = (given: unknown): boolean =>
  typeof given === "string" && !given.includes("*") && typesOf(given).length > 0;

const resourceArn = matching<string>(
  isResourceArn,
  ({ input }) =>
    `expected the whole ARN of a resource that AWS Backup can test, got ${shown(input)}; example: "${exampleArn}"`,
);

/** AWS compares tags of a test exactly. (AWS Backup API Reference, ProtectedResourceConditions) */
const exactTags = (example: Readonly<Record<string, string>>) => {
  const error = expected("tags with one value each, without *, because AWS compares them exactly", example);
  return z
    .record(
      z.string().regex(/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u),
      z.string({ error }).regex(/^[^*]{0,256}$/, { error }),
      {
        error,
      },
    )
    .refine((given) => Object.keys(given).length > 0, { error })
    .readonly();
};

/** (AWS Backup API Reference, RestoreTestingSelectionForCreate) */
const maxArns = 30;

/** As many as a recovery point can have. (Tagging AWS resources, tag naming limits) */
const maxTags = 50;

/** Conditions that no recovery point meets: the test would restore nothing, silently. */
const checkTags = (tags: object, notTags: object, report: Report): void => {
  const unwanted = new Map(Object.entries(notTags));
  for (const [key, value] of Object.entries(tags)) {
    if (unwanted.get(key) !== value) continue;
    report(
      ["notTags"],
      `has ${shown({ [key]: value })}, which tags has too, so nothing would be restored; remove it from one`,
    );
  }
  const count = Object.keys(tags).length;
  if (count > maxTags)
    report(["tags"], `expected at most ${maxTags} tags, as a recovery point has no more, got ${count}`);
};

const what = checked(
  object(
    {
      /** AWS tests each type by itself: Aurora, DocumentDB, DynamoDB, EBS, EC2, EFS, FSx, Neptune, RDS, S3. */
      resourceTypes: list(testableType, "resource types", ["RDS"]),
      /** Only these resources of the types, at most 30 of a type. */
      arns: list(resourceArn, "ARNs of resources", [exampleArn]).optional(),
      /** Only resources whose **latest recovery point** has all of these tags: AWS looks at its tags, not at the resource's. */
      tags: exactTags({ backup: "daily" }).optional(),
      /** Only resources whose latest recovery point has none of these tags. */
      notTags: exactTags({ restoreTest: "no" }).optional(),
    },
    { resourceTypes: ["RDS"] },
  ),
  ({ resourceTypes, arns, tags, notTags }, report) => {
    checkTags(Object(tags), Object(notTags), report);
    if (!Array.isArray(arns) || !Array.isArray(resourceTypes)) return;
    if (tags !== undefined || notTags !== undefined) {
      report(["arns"], "AWS takes either arns or tags; write a test of its own for the ARNs, or remove them");
    }
    // What is no ARN, or no type, has its problem already.
    if (arns.every(isResourceArn) && resourceTypes.every((type) => testableTypes.includes(type)))
      checkArns(arns, resourceTypes, report);
  },
);

const checkArns = (arns: readonly string[], types: readonly string[], report: Report): void => {
  for (const type of types) {
    const count = arnsOfType(arns, type).length;
    if (count === 0) {
      report(
        ["arns"],
        `names no resource of type ${type}, which resourceTypes has; add one, or remove the type`,
      );
    }
    if (count > maxArns) {
      report(
        ["arns"],
        `expected at most ${maxArns} ARNs of a type, AWS's limit, got ${count} of ${type}; use tags, or several tests`,
      );
    }
  }
  for (const arn of arns) {
    const fitting = types.filter((type) => typesOf(arn).includes(type));
    if (fitting.length === 0) {
      report(
        ["arns"],
        `${shown(arn)} is of type ${typesOf(arn).join(" or ")}, which resourceTypes does not have; add it, or remove the ARN`,
      );
    }
    if (fitting.length > 1) {
      report(
        ["arns"],
        `${shown(arn)} may be of ${fitting.join(" or ")}; write a test for each of these types`,
      );
    }
  }
};

const from = object(
  {
    /** Names of vaults, the stage's own or existing ones. Default: every vault of the stage; all, if it has none. */
    vaults: list(vaultName, "names of vaults", ["Default"]).optional(),
    /** Whether the newest recovery point is restored, or any. Default: `latest`. */
    pick: choice(["latest", "random"]).default("latest"),
    /** How old a recovery point may be, in days, 1 to 365. Default: 30. */
    days: wholeNumber({ min: 1, max: 365, unit: "days" }, 30).default(30),
  },
  { pick: "latest", days: 30 },
);

const functionArn = named(
  /^arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:[A-Za-z0-9_-]{1,64}(?::[A-Za-z0-9_$-]+)?$/,
  "the ARN of a Lambda function",
  "arn:aws:lambda:eu-central-1:111122223333:function:check-orders",
);

const validateError = expected('"built-in", false, or an object with a functionArn', "built-in");

const validate = z.union([z.literal("built-in"), z.literal(false), z.strictObject({ functionArn })], {
  error: validateError,
});

/** Hours that AWS keeps what a test restored, for its check. */
const defaultKeepHours = 4;

const fields = object(
  {
    /** Shown in messages: 1 to 12 lowercase letters, digits and `_`, so that the plan's name fits AWS's 50 characters. */
    name: named(/^[a-z0-9_]{1,12}$/, "a test name: 1 to 12 lowercase letters, digits and _", "weekly"),
    /** When: `cron(minute hour day-of-month month day-of-week year)`. */
    schedule,
    /** IANA time zone of the schedule. Default: `Etc/UTC`. */
    timeZone,
    /** Hours over which AWS spreads the starts of the tests, 1 to 168. Default: 24, as in AWS. */
    startWindowHours: wholeNumber({ min: 1, max: 168, unit: "hours" }, 24).default(24),
    /** What is restored. */
    what,
    /** From which recovery points. Default: the newest of the last 30 days, in every vault of the stage. */
    from: from.prefault({}),
    /** Hours until AWS deletes what was restored if no check has ended by then, 1 to 168; it costs until then. Default: 4. */
    keepHours: wholeNumber({ min: 1, max: 168, unit: "hours" }, defaultKeepHours).optional(),
    /** How long a restore may take, in minutes: one that takes longer is reported. Default: no limit. */
    withinMinutes: wholeNumber({ min: 1, max: 10_080, unit: "minutes" }, 60).optional(),
    /**
     * Who checks what was restored: this product's own checks, your own Lambda function (`{ functionArn }`), or no one
     * (`false`): then AWS deletes it right after the restore. Default: `built-in`.
     */
    validate: validate.default("built-in"),
    /**
     * What to restore with, by resource type, in AWS's own words, where AWS cannot know or would use the default network:
     * `{ RDS: { dbSubnetGroupName: "restore-tests" } }`. `{ RDS: {} }` leaves everything to AWS.
     */
    metadata: restoreMetadata.default({}),
  },
  { name: "weekly", schedule: "cron(0 9 ? * SUN *)", what: { resourceTypes: ["DynamoDB"] } },
);

const restoreTest = checked(fields, ({ what, keepHours, validate, metadata }, report) => {
  if (validate === false && keepHours !== undefined) {
    report(
      ["keepHours"],
      "AWS deletes right after the restore where nothing is checked; remove keepHours, or validate: false",
    );
  }
  const types: unknown = what?.resourceTypes;
  if (!Array.isArray(types) || typeof metadata !== "object" || Array.isArray(metadata)) return;
  for (const { path, message } of metadataProblemsOf(types, Object(metadata))) report(path, message);
});

const error = expected("restore tests", [
  { name: "weekly", schedule: "cron(0 9 ? * SUN *)", what: { resourceTypes: ["DynamoDB"] } },
]);

/** 100 plans in an account and Region. (AWS Backup Developer Guide, quotas) */
export const restoreTests = checked(
  z
    .array(restoreTest, { error })
    .min(1, { error })
    .max(100, { error: "expected at most 100 restore tests, AWS's limit" }),
  (given, report) => {
    if (!Array.isArray(given)) return;
    for (const name of sameNamesIn(given))
      report([], `expected restore tests with different names, got ${shown(name)} twice`);
  },
)
  .readonly()
  .transform((tests) =>
    tests.map(({ keepHours = defaultKeepHours, ...test }) => ({
      ...test,
      ...(test.validate !== false && { keepHours }),
    })),
  );

/** A checked restore test with defaults filled in. */
export type RestoreTestSettings = z.output<typeof restoreTests>[number] & {
  readonly metadata: RestoreMetadata;
};
