import { parseArn, vaultArn } from "./arn";
import { found, invalidParameter } from "./errors";
import type { RestoreJob } from "./job";
import { type Service, vaultOf } from "./service";
import type { RecoveryPoint } from "./vault";
import { pageOf } from "./wire/page";
import { type Route, route } from "./wire/route";

/** A resource that has recovery points, deleted or not, and the newest of them. */
type Protected = { readonly sequence: number; readonly point: RecoveryPoint };

/**
 * Every resource with a recovery point, and the newest one, whatever its status. (AWS Backup API Reference,
 * ListProtectedResources) Its place in a list stays while it is backed up.
 */
const protectedBy = ({ store }: Service, points: Iterable<RecoveryPoint>): Protected[] => {
  const newest = new Map<string, RecoveryPoint>();
  for (const point of points) {
    const other = newest.get(point.resourceArn);
    if (other === undefined || other.createdAt <= point.createdAt) newest.set(point.resourceArn, point);
  }
  return [...newest.values()].map((point) => ({
    sequence: store.protectedSequences.get(point.resourceArn) ?? point.sequence,
    point,
  }));
};

const protectedBody = (service: Service, { point }: Protected) => ({
  ResourceArn: point.resourceArn,
  ResourceType: point.resourceType,
  ResourceName: point.resourceArn.split(/[/:]/).at(-1),
  LastBackupTime: point.createdAt,
  LastBackupVaultArn: vaultArn(service, point.vaultName),
  LastRecoveryPointArn: point.arn,
});

const minuteMs = 60_000;

/** How long the newest restore that ended took, from the job's creation. */
const restoreBody = (job: RestoreJob | undefined) =>
  job?.endedAt === undefined
    ? {}
    : {
        LatestRestoreExecutionTimeMinutes: Math.round(
          (job.endedAt.getTime() - job.createdAt.getTime()) / minuteMs,
        ),
        LatestRestoreJobCreationDate: job.createdAt,
        LatestRestoreRecoveryPointCreationDate: job.recoveryPointCreatedAt,
      };

/** @throws BackupError for what is no ARN, and for a resource without a recovery point */
const protectedOf = (service: Service, resourceArn: string): Protected => {
  if (parseArn(resourceArn) === undefined) {
    throw invalidParameter(`Invalid value for ResourceArn: ${resourceArn} is not an ARN.`);
  }
  const points = [...service.store.recoveryPoints.values()];
  const [only] = protectedBy(
    service,
    points.filter((point) => point.resourceArn === resourceArn),
  );
  return found(only, `Cannot find protected resource with ARN ${resourceArn}`); // Inferred.
};

export const protectedResourceRoutes: readonly Route[] = [
  route("ListProtectedResources", "GET /resources", (service, { query }) =>
    pageOf("Results", protectedBy(service, service.store.recoveryPoints.values()), query, (one) =>
      protectedBody(service, one),
    ),
  ),
  route(
    "ListProtectedResourcesByBackupVault",
    "GET /backup-vaults/{vault}/resources",
    (service, { params, query }) => {
      const { name } = vaultOf(service, params.vault);
      const points = [...service.store.recoveryPoints.values()].filter(({ vaultName }) => vaultName === name);
      return pageOf("Results", protectedBy(service, points), query, (one) => protectedBody(service, one));
    },
  ),
  route("DescribeProtectedResource", "GET /resources/{resource}", (service, { params }) => {
    const body = protectedBody(service, protectedOf(service, params.resource));
    const restored = [...service.store.restoreJobs.values()].findLast(
      ({ resourceArn, state }) => resourceArn === params.resource && state === "COMPLETED",
    );
    return { ...body, ...restoreBody(restored) };
  }),
];
