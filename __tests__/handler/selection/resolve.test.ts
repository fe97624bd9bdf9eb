import { resolve } from "../../../handler/selection/resolve";
import type { Selection } from "../../../handler/selection/selection";

const arnOf = (resource: string): string => {
  const [service, ...rest] = resource.split(" ");
  return `arn:aws:${service}:eu-west-1:111122223333:${rest.join(" ")}`;
};
const table = arnOf("dynamodb table/orders");
const volume = arnOf("ec2 volume/vol-1");
const instance = arnOf("ec2 instance/i-1");
const cluster = arnOf("rds cluster:orders");
const optIns = {
  DynamoDB: true,
  EBS: true,
  EC2: true,
  Aurora: true,
  RDS: true,
  DocumentDB: true,
  Neptune: true,
};

const select = (changes: Partial<Selection>): Selection => ({
  name: "daily",
  resources: [],
  tags: [],
  conditions: {},
  except: [],
  ...changes,
});
const backup = { key: "backup", value: "daily" };

describe("a resource is selected", () => {
  test.each<[string, Partial<Selection>, string, Record<string, string>, string]>([
    ["by its ARN", { resources: [table] }, table, {}, "its ARN"],
    [
      "by one of several tags",
      { tags: [{ key: "a", value: "b" }, backup] },
      table,
      { backup: "daily" },
      "tag backup=daily",
    ],
    [
      "by a tag, beside ARNs that do not fit",
      { resources: [volume], tags: [backup] },
      table,
      { backup: "daily" },
      "tag backup=daily",
    ],
    [
      "by its type, with * at the end",
      { resources: ["arn:aws:ec2:*:*:volume/*"] },
      volume,
      {},
      "ARN arn:aws:ec2:*:*:volume/*",
    ],
    ["where nothing is named", {}, table, {}, "every resource"],
    ["where everything is named", { resources: ["*"] }, table, {}, "every resource"],
    [
      "where all conditions hold",
      {
        resources: ["*"],
        conditions: { StringEquals: [backup], StringLike: [{ key: "team", value: "pay*" }] },
      },
      table,
      { backup: "daily", team: "payments" },
      "every resource",
    ],
    [
      "without the tag that it must not have",
      { resources: ["*"], conditions: { StringNotEquals: [{ key: "disable_backup", value: "true" }] } },
      table,
      {},
      "every resource",
    ],
  ])("%s", (_how, selection, arn, tags, by) => {
    expect(resolve(select(selection), { arn, tags }, optIns)).toEqual({ is: "selected", by });
  });
});

describe("a resource is left out", () => {
  test.each<[string, Partial<Selection>, string, Record<string, string>, string, string]>([
    [
      "that no ARN and no tag fits",
      { tags: [backup] },
      table,
      { backup: "weekly" },
      "not-named",
      "no ARN and no tag of the selection fits",
    ],
    [
      "where a condition does not hold",
      { tags: [backup], conditions: { StringEquals: [{ key: "env", value: "prod" }] } },
      table,
      { backup: "daily", env: "dev" },
      "condition",
      "tag env is not prod",
    ],
    [
      "that has the tag it must not have",
      { resources: ["*"], conditions: { StringNotEquals: [{ key: "disable_backup", value: "true" }] } },
      table,
      { disable_backup: "true" },
      "condition",
      "tag disable_backup is true",
    ],
    [
      "whose value has a space, which * does not match",
      { resources: ["*"], conditions: { StringLike: [{ key: "name", value: "prod*" }] } },
      table,
      { name: "prod server" },
      "condition",
      "tag name is not like prod*",
    ],
    [
      "that is excluded, whatever names it",
      { resources: [table], tags: [backup], except: ["arn:aws:dynamodb:*:*:table/ord*"] },
      table,
      { backup: "daily" },
      "excluded",
      "excluded by arn:aws:dynamodb:*:*:table/ord*",
    ],
    [
      "that a restore test made",
      { resources: ["*"] },
      table,
      { "awsbackup-restore-test": "x" },
      "restore-test",
      "a restore test made it",
    ],
    [
      "that a restore test named",
      { resources: ["*"] },
      arnOf("dynamodb table/awsbackup-restore-test-1"),
      {},
      "restore-test",
      "a restore test made it",
    ],
    [
      "that AWS Backup cannot back up",
      { resources: ["*"] },
      arnOf("sqs orders"),
      {},
      "not-supported",
      "AWS Backup does not back up its type",
    ],
  ])("%s", (_which, selection, arn, tags, because, detail) => {
    expect(resolve(select(selection), { arn, tags }, optIns)).toEqual({ is: "left-out", because, detail });
  });
});

describe("a type that is not opted in", () => {
  const off = {
    ...optIns,
    EC2: false,
    EBS: false,
    Aurora: false,
    RDS: false,
    DocumentDB: false,
    Neptune: false,
    S3: false,
  };
  const bucket = "arn:aws:s3:::books";

  test.each<[string, Partial<Selection>, string, string]>([
    ["is left out of a selection by tag", { tags: [backup] }, instance, "left-out"],
    ["is left out of a selection by service", { resources: ["arn:aws:ec2:*"] }, instance, "left-out"],
    ["is left out where everything is selected", { resources: ["*"] }, instance, "left-out"],
    [
      "is backed up where its type is named",
      { resources: ["arn:aws:ec2:*:*:instance/*"] },
      instance,
      "selected",
    ],
    ["is backed up where it is named itself", { resources: [volume] }, volume, "selected"],
    ["is left out of S3 as a service", { resources: ["arn:aws:s3:*"] }, bucket, "left-out"],
    ["is backed up where buckets are named", { resources: ["arn:aws:s3:::*"] }, bucket, "selected"],
    ["is backed up where some buckets are named", { resources: ["arn:aws:s3:::bo*"] }, bucket, "selected"],
    ["is left out if it is a cluster, even by name", { resources: [cluster] }, cluster, "left-out"],
  ])("%s", (_how, selection, arn, is) => {
    expect(resolve(select(selection), { arn, tags: { backup: "daily" } }, off).is).toBe(is);
  });
});

describe("what AWS did not answer is not known", () => {
  test.each<[string, Partial<Selection>, string, typeof optIns | undefined]>([
    ["tags, where only a tag could select it", { tags: [backup] }, table, optIns],
    [
      "tags, where a condition needs them",
      { resources: [table], conditions: { StringNotEquals: [backup] } },
      table,
      optIns,
    ],
    ["opt-ins", { resources: ["*"] }, table, undefined],
  ])("%s", (_what, selection, arn, known) => {
    expect(resolve(select(selection), { arn }, known).is).toBe("unknown");
  });

  test("which of several types a cluster is, where only some are opted in", () => {
    const some = { ...optIns, Neptune: false };
    expect(resolve(select({ resources: ["*"] }), { arn: cluster, tags: {} }, some)).toEqual({
      is: "unknown",
      detail: "it is not known whether Aurora or RDS or DocumentDB or Neptune is opted in",
    });
  });

  test("but an exclusion needs no tags", () => {
    expect(resolve(select({ resources: ["*"], except: [table] }), { arn: table }, optIns).is).toBe(
      "left-out",
    );
  });
});
