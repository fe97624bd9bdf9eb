import { z } from "zod";
import { hinted, sameKeyIn } from "./field";
import { expected, shown } from "./problem";

/** What a test restores with, by resource type: AWS's keys and values. (AWS Backup Developer Guide, restore testing inferred metadata) */
export type RestoreMetadata = Readonly<Record<string, Readonly<Record<string, string>>>>;

const error = expected("what to restore with, by resource type", {
  RDS: { dbSubnetGroupName: "restore-tests" },
});
const valueError = expected("a text, as AWS's metadata has", "restore-tests");

export const restoreMetadata = z
  .record(z.string(), z.record(z.string(), z.string({ error: valueError }), { error }).readonly(), { error })
  .readonly();

const instanceKeys = [
  ...["allocatedStorage", "availabilityZones", "dbInstanceClass", "dbName", "dbParameterGroupName"],
  ...["dbSubnetGroupName", "domain", "domainIamRoleName", "enableCloudwatchLogsExports"],
  ...["enableIamDatabaseAuthentication", "iops", "licenseModel", "multiAz", "optionGroupName", "port"],
  ...["processorFeatures", "publiclyAccessible", "storageType", "vpcSecurityGroupIds"],
];
const clusterKeys = [
  ...["availabilityZones", "databaseName", "dbClusterParameterGroupName", "dbSubnetGroupName"],
  ...["enableCloudwatchLogsExports", "enableIamDatabaseAuthentication", "engine", "engineMode"],
  ...["engineVersion", "kmsKeyId", "optionGroupName", "port", "scalingConfiguration", "vpcSecurityGroupIds"],
];

/**
 * What a test may override, by type; everything else AWS alone chooses. Of RDS and FSx, the keys of all their kinds.
 * (AWS Backup Developer Guide, restore testing inferred metadata)
 */
const overridable: Readonly<Record<string, readonly string[]>> = {
  Aurora: clusterKeys,
  DocumentDB: clusterKeys,
  DynamoDB: ["encryptionType", "kmsMasterKeyArn"],
  EBS: ["availabilityZone", "iops", "kmsKeyId", "throughput", "volumeSize", "volumeType"],
  EC2: ["iamInstanceProfileName", "instanceType", "requireImdsV2", "securityGroupIds", "subnetId", "vpcId"],
  EFS: ["kmsKeyId", "performanceMode"],
  FSx: [
    ...["kmsKeyId", "lustreConfiguration", "ontapConfiguration", "openZfsConfiguration"],
    ...["securityGroupIds", "subnetIds", "windowsConfiguration"],
  ],
  Neptune: clusterKeys,
  RDS: [...new Set([...instanceKeys, ...clusterKeys])],
  S3: ["encryptionType", "kmsKey", "restoreACLs"],
};

/** Values of these are lists, as JSON. */
const listExamples: Readonly<Record<string, string>> = {
  availabilityzones: "eu-central-1a",
  enablecloudwatchlogsexports: "error",
  securitygroupids: "sg-0a1b2c3d",
  subnetids: "subnet-0a1b2c3d",
  vpcsecuritygroupids: "sg-0a1b2c3d",
};

type Need = {
  /** Any of these says enough, by itself or within another. AWS ignores the case of keys. */
  readonly anyOf: readonly string[];
  readonly words: string;
  readonly example: Readonly<Record<string, string>>;
  /** What AWS does without them. */
  readonly otherwise: string;
  /** Whether AWS can restore without them at all. */
  readonly isInferred: boolean;
};

const networkNeed = (key: string): Need => ({
  anyOf: [key],
  words: key,
  example: { [key]: "..." },
  otherwise: "would be restored into the default VPC, if there is one",
  isInferred: true,
});

/** (AWS Backup Developer Guide, restore testing inferred metadata) */
const needs: Readonly<Record<string, Need>> = {
  EC2: networkNeed("subnetId"),
  RDS: networkNeed("dbSubnetGroupName"),
  Aurora: networkNeed("dbSubnetGroupName"),
  DocumentDB: networkNeed("dbSubnetGroupName"),
  Neptune: networkNeed("dbSubnetGroupName"),
  FSx: {
    anyOf: ["subnetIds", "storageVirtualMachineId"],
    words: "subnetIds, or ontapConfiguration with its storageVirtualMachineId",
    example: { subnetIds: JSON.stringify([listExamples["subnetids"]]) },
    otherwise: "cannot be restored by AWS alone",
    isInferred: false,
  },
};

type Danger = { readonly value: RegExp; readonly does: string };

const reachable: Danger = {
  value: /^\s*true\s*$/i,
  does: "would make a copy of real data reachable from the internet",
};
const kept: Danger = {
  value: /^\s*true\s*$/i,
  does: "would keep AWS from deleting what was restored, and it would cost money",
};

/** AWS chooses these for a test, so that it restores over and beside nothing that exists; none of them can be overridden. */
const chosenByAws: Danger = {
  value: /^/,
  does: "would name where to restore to, which AWS alone chooses for a test",
};

/** What a test must never do with a copy of real data, by its key. (AWS Backup Developer Guide, restore testing inferred metadata) */
const dangers: Readonly<Record<string, Danger>> = {
  publiclyaccessible: reachable,
  associatepublicipaddress: reachable,
  encrypted: { value: /^\s*false\s*$/i, does: "would make a copy of real data unencrypted" },
  deletionprotection: kept,
  disableapitermination: kept,
  targettablename: chosenByAws,
  dbinstanceidentifier: chosenByAws,
  dbclusteridentifier: chosenByAws,
  destinationbucketname: chosenByAws,
  newbucket: chosenByAws,
  newfilesystem: chosenByAws,
  "file-system-id": chosenByAws,
};

type Pair = readonly [key: string, value: unknown];

/** A pair, and those that its value holds as JSON, as that of `networkInterfaces` does. */
const pairsIn = (key: string, value: unknown): readonly Pair[] => {
  const pairs: Pair[] = [[key, value]];
  try {
    JSON.parse(String(value), (inner, one: unknown) => {
      pairs.push([inner, one]);
      return one;
    });
  } catch {
    // A plain text holds no more.
  }
  return pairs;
};

type Problem = { readonly path: readonly PropertyKey[]; readonly message: string };

const hasAny = (given: object, keys: readonly string[]): boolean =>
  Object.entries(given)
    .flatMap(([key, value]) => pairsIn(key, value))
    .some(
      ([key, value]) =>
        keys.some((wanted) => wanted.toLowerCase() === key.toLowerCase()) && String(value).trim() !== "",
    );

/** What would do harm. */
const harmIn = (key: string, value: unknown): readonly string[] =>
  pairsIn(key, value).flatMap(([inner, one]) => {
    const name = inner.toLowerCase();
    const danger = Object.hasOwn(dangers, name) ? dangers[name] : undefined;
    return danger?.value.test(String(one)) ? [`${shown(value)} ${danger.does}; remove it`] : [];
  });

const isListOfTexts = (text: string): boolean => {
  try {
    const given: unknown = JSON.parse(text);
    return Array.isArray(given) && given.length > 0 && given.every((one) => typeof one === "string");
  } catch {
    return false;
  }
};

/** What AWS would not take, or ignore. */
const wrongIn = (type: string, key: string, value: unknown): readonly string[] => {
  const keys = Object.hasOwn(overridable, type) ? overridable[type] : undefined;
  const name = key.toLowerCase();
  if (keys === undefined) return [];
  if (!keys.some((one) => one.toLowerCase() === name)) {
    return [
      `${hinted(key, keys, `a key that AWS lets a test of ${type} override`)}; allowed: ${keys.join(", ")}`,
    ];
  }
  const example = Object.hasOwn(listExamples, name) ? listExamples[name] : undefined;
  if (example === undefined || typeof value !== "string" || value.trim() === "" || isListOfTexts(value))
    return [];
  return [expected("a list of texts as JSON", JSON.stringify([example]))({ input: value })];
};

/** What is missing of a test's metadata, or would do harm. */
export const metadataProblemsOf = (
  types: readonly unknown[],
  metadata: Readonly<Record<string, unknown>>,
): readonly Problem[] => {
  const missing = types.flatMap((type): readonly Problem[] => {
    const need = typeof type === "string" && Object.hasOwn(needs, type) ? needs[type] : undefined;
    if (need === undefined) return [];
    const given = Object.hasOwn(metadata, String(type)) ? Object(metadata[String(type)]) : undefined;
    if (given !== undefined && (need.isInferred || hasAny(given, need.anyOf))) return [];
    const example = JSON.stringify({ [String(type)]: need.example });
    const orInferred = need.isInferred
      ? `, or ${JSON.stringify({ [String(type)]: {} })} if AWS may choose`
      : "";
    return [
      {
        path: ["metadata"],
        message: `${String(type)} ${need.otherwise}; give ${need.words}: ${example}${orInferred}`,
      },
    ];
  });
  const known = types.filter((type) => typeof type === "string");
  const others = known.length === 0 ? [] : Object.keys(metadata).filter((type) => !known.includes(type));
  const unused = others.map((type) => ({
    path: ["metadata", type],
    message: `the test has no resource type ${shown(type)}; it has ${known.join(", ")}`,
  }));
  const wrong = Object.entries(metadata).flatMap(([type, given]) =>
    Object.entries(Object(given)).flatMap(([key, value]): readonly Problem[] => {
      const harm = harmIn(key, value);
      const messages = harm.length > 0 ? harm : wrongIn(type, key, value);
      return messages.map((message) => ({ path: ["metadata", type, key], message }));
    }),
  );
  const twice = Object.entries(metadata).flatMap(([type, given]): readonly Problem[] => {
    const keys = sameKeyIn(Object(given));
    if (keys === undefined) return [];
    const message = `${keys.join(" and ")} are one key to AWS, which ignores its case; keep one`;
    return [{ path: ["metadata", type], message }];
  });
  return [...missing, ...unused, ...wrong, ...twice];
};
