import { found } from "./errors";
import type { LegalHold } from "./legal-hold";
import type { Service } from "./service";
import { pageOf } from "./wire/page";
import { type Route, route } from "./wire/route";

/** Adds an active legal hold. */
export const seedLegalHold = (
  { store }: Service,
  { title, recoveryPointArns }: Pick<LegalHold, "title" | "recoveryPointArns">,
): void => {
  const sequence = store.nextSequence();
  const id = `hold-${sequence}`;
  store.legalHolds.set(id, { id, sequence, title, recoveryPointArns });
};

/** Whether a legal hold names a recovery point. */
export const isHeld = ({ store }: Service, arn: string): boolean =>
  [...store.legalHolds.values()].some(({ recoveryPointArns }) => recoveryPointArns.includes(arn));

export const legalHoldRoutes: readonly Route[] = [
  route("ListLegalHolds", "GET /legal-holds", (service, { query }) =>
    pageOf("LegalHolds", service.store.legalHolds.values(), query, ({ id, title }) => ({
      LegalHoldId: id,
      Title: title,
      Status: "ACTIVE",
    })),
  ),
  route(
    "ListRecoveryPointsByLegalHold",
    "GET /legal-holds/{hold}/recovery-points",
    (service, { params, query }) => {
      const hold = found(service.store.legalHolds.get(params.hold), `Cannot find legal hold ${params.hold}`);
      const points = [...service.store.recoveryPoints.values()].filter(({ arn }) =>
        hold.recoveryPointArns.includes(arn),
      );
      return pageOf("RecoveryPoints", points, query, ({ arn, vaultName, resourceArn, resourceType }) => ({
        RecoveryPointArn: arn,
        BackupVaultName: vaultName,
        ResourceArn: resourceArn,
        ResourceType: resourceType,
      }));
    },
  ),
];
