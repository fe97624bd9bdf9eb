import { resourceIdOf } from "../../model/resource";
import type { CheckedFact } from "../../model/restore-test";
import { type Check, fact, isAbout, notAbout, notYet, numberIn, query, stateFact, xmlTexts } from "./look";

/** (Amazon RDS API Reference) */
const version = "2014-10-31";

/** States that a database does not leave by itself. (Amazon RDS User Guide, viewing DB instance status) */
const bad = [
  "failed",
  "inaccessible-encryption-credentials",
  "incompatible-network",
  "incompatible-option-group",
  "incompatible-parameters",
  "incompatible-restore",
  "restore-error",
  "storage-full",
  "deleting",
  "stopped",
];

/** `postgres 16.4`. */
const engineIn = (xml: string, element: "DBInstance" | "DBSnapshot"): string | undefined => {
  const [[engine], [version]] = [
    xmlTexts(xml, `${element}/Engine`),
    xmlTexts(xml, `${element}/EngineVersion`),
  ];
  return engine && version ? `${engine} ${version}` : undefined;
};

const storageFacts = (own: number | undefined, wanted: number | undefined): readonly CheckedFact[] => {
  if (own === undefined || wanted === undefined) return [notYet("storage not known")];
  return own < wanted ? [fact(false, `${own} GiB, not ${wanted} GiB`)] : [];
};

/** Of an RDS instance: available, with the engine and the storage of its recovery point. */
export const checkDatabase: Check = async ({ createdArn, recoveryPointArn }, look) => {
  const ask = (fields: Readonly<Record<string, string>>) => look.text(query("rds", version, fields));
  const id = resourceIdOf(createdArn) ?? "";
  const instance = await ask({ Action: "DescribeDBInstances", DBInstanceIdentifier: id });
  if (instance.is === "unknown") return [instance.fact];
  if (!isAbout(id, xmlTexts(instance.value, "DBInstance/DBInstanceIdentifier"))) return [notAbout(id)];
  const state = stateFact(xmlTexts(instance.value, "DBInstance/DBInstanceStatus")[0], "available", bad);
  if (state.outcome !== "ok") return [state];
  const own = engineIn(instance.value, "DBInstance");
  if (own === undefined) return [state, notYet("engine not known")];
  if (recoveryPointArn === undefined) return [state, notYet(`${own}; its recovery point is not known`)];
  const snapshotId = recoveryPointArn.split(":snapshot:")[1];
  // A continuous recovery point is no snapshot: its engine cannot be asked for.
  if (snapshotId === undefined) return [state, fact(true, own)];
  // Without the type, RDS answers about automated and manual ones. (Amazon RDS API Reference, DescribeDBSnapshots)
  const snapshot = await ask({
    Action: "DescribeDBSnapshots",
    DBSnapshotIdentifier: snapshotId,
    SnapshotType: "awsbackup",
  });
  if (snapshot.is === "unknown")
    return [state, notYet(`${own}; of its recovery point, ${snapshot.fact.text}`)];
  if (!isAbout(recoveryPointArn, xmlTexts(snapshot.value, "DBSnapshot/DBSnapshotArn")))
    return [state, notAbout(recoveryPointArn)];
  const wanted = engineIn(snapshot.value, "DBSnapshot");
  if (wanted === undefined) return [state, notYet(`${own}; that of its recovery point is not known`)];
  return [
    state,
    fact(own === wanted, own === wanted ? `${own} as its recovery point` : `${own}, not ${wanted}`),
    ...storageFacts(
      numberIn(instance.value, "DBInstance/AllocatedStorage"),
      numberIn(snapshot.value, "DBSnapshot/AllocatedStorage"),
    ),
  ];
};

/** Of Aurora, DocumentDB and Neptune, a test restores the cluster alone: no instance, so nothing can be read. */
export const checkCluster: Check = async ({ createdArn }, look) => {
  const id = resourceIdOf(createdArn) ?? "";
  const cluster = await look.text(
    query("rds", version, { Action: "DescribeDBClusters", DBClusterIdentifier: id }),
  );
  if (cluster.is === "unknown") return [cluster.fact];
  if (!isAbout(id, xmlTexts(cluster.value, "DBCluster/DBClusterIdentifier"))) return [notAbout(id)];
  // Its security groups and roles have a status too.
  const state = stateFact(xmlTexts(cluster.value, "DBCluster/Status")[0], "available", bad);
  return [state, ...(state.outcome === "ok" ? [fact(true, "the cluster, without an instance")] : [])];
};
