import {
  BackupClient,
  ListRecoveryPointsByBackupVaultCommand,
  ResourceNotFoundException,
} from "@aws-sdk/client-backup";
import { mockClient } from "aws-sdk-client-mock";
import { listRecoveryPoints } from "../../../scripts/vault/recovery-points";

const backup = mockClient(BackupClient);
const client = new BackupClient({ region: "eu-west-1" });

beforeEach(() => backup.reset());

test("the recovery points of every page are found", async () => {
  backup
    .on(ListRecoveryPointsByBackupVaultCommand)
    .resolves({ RecoveryPoints: [{ RecoveryPointArn: "first" }], NextToken: "more" })
    .on(ListRecoveryPointsByBackupVaultCommand, { NextToken: "more" })
    .resolves({ RecoveryPoints: [{ RecoveryPointArn: "second" }] });
  const points = await listRecoveryPoints(client, "ours");
  expect(points.map(({ RecoveryPointArn }) => RecoveryPointArn)).toEqual(["first", "second"]);
});

test("a deleted vault has none", async () => {
  const gone = new ResourceNotFoundException({ message: "Cannot find Backup vault", $metadata: {} });
  backup.on(ListRecoveryPointsByBackupVaultCommand).rejects(gone);
  expect(await listRecoveryPoints(client, "ours")).toEqual([]);
});
