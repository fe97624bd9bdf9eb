import { z } from "zod";
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

/** What a test must never make of a copy of real data. */
const dangers: Readonly<Record<string, { readonly value: RegExp; readonly makes: string }>> = {
  publiclyaccessible: { value: /^true$/i, makes: "reachable from the internet" },
  associatepublicipaddress: { value: /^true$/i, makes: "reachable from the internet" },
  encrypted: { value: /^false$/i, makes: "unencrypted" },
};

type Problem = { readonly path: readonly PropertyKey[]; readonly message: string };

const hasAny = (given: object, keys: readonly string[]): boolean =>
  Object.keys(given).some((key) => keys.some((wanted) => wanted.toLowerCase() === key.toLowerCase()));

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
  const others = Object.keys(metadata).filter((type) => !types.includes(type));
  const unused = others.map((type) => ({
    path: ["metadata", type],
    message: `the test has no resource type ${shown(type)}; it has ${types.join(", ")}`,
  }));
  const harmful = Object.entries(metadata).flatMap(([type, given]) =>
    Object.entries(Object(given)).flatMap(([key, value]): readonly Problem[] => {
      const name = key.toLowerCase();
      const danger = Object.hasOwn(dangers, name) ? dangers[name] : undefined;
      if (danger === undefined || !danger.value.test(String(value))) return [];
      const message = `${shown(value)} would make a copy of real data ${danger.makes}; remove it`;
      return [{ path: ["metadata", type, key], message }];
    }),
  );
  return [...missing, ...unused, ...harmful];
};
