import { resourceIdOf } from "../../model/resource";
import { type Check, fact, notYet, query, stateFact, xmlTexts } from "./look";

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

/** Of an RDS instance: available, with the engine and the storage of its recovery point. */
export const checkDatabase: Check = async ({ createdArn, recoveryPointArn }, look) => {
  const ask = (fields: Readonly<Record<string, string>>) => look.text(query("rds", version, fields));
  const instance = await ask({
    Action: "DescribeDBInstances",
    DBInstanceIdentifier: resourceIdOf(createdArn) ?? "",
  });
  if (instance.is === "unknown") return [instance.fact];
  const state = stateFact(xmlTexts(instance.value, "DBInstanceStatus")[0], "available", bad);
  if (state.outcome !== "ok") return [state];
  const described = (xml: string): string =>
    `${xmlTexts(xml, "Engine")[0]} ${xmlTexts(xml, "EngineVersion")[0]}`;
  const own = described(instance.value);
  const snapshot = recoveryPointArn?.includes(":snapshot:")
    ? await ask({ Action: "DescribeDBSnapshots", DBSnapshotIdentifier: recoveryPointArn })
    : undefined;
  // A continuous recovery point is no snapshot: its engine cannot be asked for.
  if (snapshot === undefined) return [state, fact(true, own)];
  if (snapshot.is === "unknown")
    return [state, notYet(`${own}; of its recovery point, ${snapshot.fact.text}`)];
  const wanted = described(snapshot.value);
  const [storage, wantedStorage] = [instance, snapshot].map(({ value }) =>
    Number(xmlTexts(value, "AllocatedStorage")[0]),
  );
  const isSmaller = storage !== undefined && wantedStorage !== undefined && storage < wantedStorage;
  return [
    state,
    fact(own === wanted, own === wanted ? `${own} as its recovery point` : `${own}, not ${wanted}`),
    ...(isSmaller ? [fact(false, `${storage} GiB, not ${wantedStorage} GiB`)] : []),
  ];
};

/** Of Aurora, DocumentDB and Neptune, a test restores the cluster alone: no instance, so nothing can be read. */
export const checkCluster: Check = async ({ createdArn }, look) => {
  const cluster = await look.text(
    query("rds", version, {
      Action: "DescribeDBClusters",
      DBClusterIdentifier: resourceIdOf(createdArn) ?? "",
    }),
  );
  if (cluster.is === "unknown") return [cluster.fact];
  const state = stateFact(xmlTexts(cluster.value, "Status")[0], "available", bad);
  return [state, ...(state.outcome === "ok" ? [fact(true, "the cluster, without an instance")] : [])];
};
