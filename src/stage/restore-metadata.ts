import { z } from "zod";
import { sameKeyIn } from "./field";
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

type Need = {
  /** Any of these says enough. AWS ignores the case of keys. */
  readonly anyOf: readonly string[];
  /** What AWS does without them. */
  readonly otherwise: string;
  /** Whether AWS can restore without them at all. */
  readonly isInferred: boolean;
};

const inDefaultVpc = "would be restored into the default VPC, if there is one";

const clusterNeed: Need = { anyOf: ["dbSubnetGroupName"], otherwise: inDefaultVpc, isInferred: true };

/** (AWS Backup Developer Guide, restore testing inferred metadata) */
const needs: Readonly<Record<string, Need>> = {
  EC2: { anyOf: ["subnetId"], otherwise: inDefaultVpc, isInferred: true },
  RDS: clusterNeed,
  Aurora: clusterNeed,
  DocumentDB: clusterNeed,
  Neptune: clusterNeed,
  FSx: {
    anyOf: ["subnetIds", "storageVirtualMachineId"],
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
  Object.entries(given).some(
    ([key, value]) =>
      keys.some((wanted) => wanted.toLowerCase() === key.toLowerCase()) && String(value).trim() !== "",
  );

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
    const example = JSON.stringify({ [String(type)]: { [need.anyOf[0] ?? ""]: "..." } });
    const orInferred = need.isInferred
      ? `, or ${JSON.stringify({ [String(type)]: {} })} if AWS may choose`
      : "";
    return [
      {
        path: ["metadata"],
        message: `${String(type)} ${need.otherwise}; give ${need.anyOf.join(" or ")}: ${example}${orInferred}`,
      },
    ];
  });
  const known = types.filter((type) => typeof type === "string");
  const others = known.length === 0 ? [] : Object.keys(metadata).filter((type) => !known.includes(type));
  const unused = others.map((type) => ({
    path: ["metadata", type],
    message: `the test has no resource type ${shown(type)}; it has ${known.join(", ")}`,
  }));
  const harmful = Object.entries(metadata).flatMap(([type, given]) =>
    Object.entries(Object(given)).flatMap(([key, value]) =>
      pairsIn(key, value).flatMap(([inner, one]): readonly Problem[] => {
        const name = inner.toLowerCase();
        const danger = Object.hasOwn(dangers, name) ? dangers[name] : undefined;
        if (danger === undefined || !danger.value.test(String(one))) return [];
        return [{ path: ["metadata", type, key], message: `${shown(value)} ${danger.does}; remove it` }];
      }),
    ),
  );
  const twice = Object.entries(metadata).flatMap(([type, given]): readonly Problem[] => {
    const keys = sameKeyIn(Object(given));
    if (keys === undefined) return [];
    const message = `${keys.join(" and ")} are one key to AWS, which ignores its case; keep one`;
    return [{ path: ["metadata", type], message }];
  });
  return [...missing, ...unused, ...harmful, ...twice];
};
