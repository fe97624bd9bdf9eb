import {
  CopyJobState,
  DeleteBackupVaultAccessPolicyCommand,
  DeleteRecoveryPointCommand,
  DescribeRecoveryPointCommand,
  GetBackupVaultAccessPolicyCommand,
  PutBackupVaultAccessPolicyCommand,
  StartCopyJobCommand,
} from "@aws-sdk/client-backup";
import type { Caller } from "../../../../local/aws/backup/caller";
import { accountId, clientOf, openStage, roleArn, type Stage, tableArn } from "./stage";

const vault = { BackupVaultName: "main" };
const breakGlass = `arn:aws:iam::${accountId}:role/ops/break-glass`;

const session = (role: string, roleArn = `arn:aws:iam::${accountId}:role/${role}`): Caller => ({
  accountId,
  arn: `arn:aws:sts::${accountId}:assumed-role/${role}/alice`,
  principalArn: roleArn,
});

const callers: Readonly<Record<string, Caller>> = {
  ASIAADMIN: session("Admin"),
  ASIABREAKGLASS: session("break-glass", breakGlass),
};

let stage: Stage;

beforeEach(async () => {
  stage = await openStage({ identify: async (key) => callers[key] });
  stage.backup.seedVault({ name: "main" });
});

afterEach(() => stage.close());

const put = (...Statement: readonly object[]) =>
  stage.client.send(
    new PutBackupVaultAccessPolicyCommand({
      ...vault,
      Policy: JSON.stringify({ Version: "2012-10-17", Statement }),
    }),
  );

const deny = (Action: readonly string[]) => ({
  Effect: "Deny",
  Principal: "*",
  Action,
  Resource: "*",
  Condition: { ArnNotEquals: { "aws:PrincipalArn": breakGlass } },
});

const as = async <T>(
  accessKeyId: string,
  run: (client: ReturnType<typeof clientOf>) => Promise<T>,
): Promise<T> => {
  const client = clientOf(stage.backup.url, { accessKeyId });
  try {
    return await run(client);
  } finally {
    client.destroy();
  }
};

describe("a policy that denies deletions to all but the break-glass role", () => {
  let arn: string;

  beforeEach(async () => {
    ({ arn } = stage.backup.seedRecoveryPoint({ vaultName: "main", resourceArn: tableArn }));
    await put(deny(["backup:DeleteRecoveryPoint", "backup:DeleteBackupVaultAccessPolicy"]));
  });

  test.each([
    ["another role", "ASIAADMIN", `arn:aws:sts::${accountId}:assumed-role/Admin/alice`],
    ["the account's root", accountId, `arn:aws:iam::${accountId}:root`],
  ])("denies them to %s, in AWS's words", async (_, key, who) => {
    const refusal = (action: string, resource: string) => ({
      name: "AccessDeniedException",
      message: `User: ${who} is not authorized to perform: ${action} on resource: ${resource} with an explicit deny in a resource-based policy`,
    });
    await as(key, async (client) => {
      await expect(
        client.send(new DeleteRecoveryPointCommand({ ...vault, RecoveryPointArn: arn })),
      ).rejects.toMatchObject(refusal("backup:DeleteRecoveryPoint", arn));
      await expect(client.send(new DeleteBackupVaultAccessPolicyCommand(vault))).rejects.toMatchObject(
        refusal("backup:DeleteBackupVaultAccessPolicy", stage.backup.vaults()[0]?.arn ?? ""),
      );
      await client.send(new DescribeRecoveryPointCommand({ ...vault, RecoveryPointArn: arn }));
    });
    expect(stage.backup.recoveryPoints()[0]?.status).toBe("COMPLETED");
  });

  test("lets that role delete, and remove the policy", async () => {
    await as("ASIABREAKGLASS", async (client) => {
      await client.send(new DeleteRecoveryPointCommand({ ...vault, RecoveryPointArn: arn }));
      await client.send(new DeleteBackupVaultAccessPolicyCommand(vault));
    });
    await stage.pass(10_000);
    expect(stage.backup.recoveryPoints()).toEqual([]);
    await expect(stage.client.send(new GetBackupVaultAccessPolicyCommand(vault))).rejects.toThrow(
      "has no access policy",
    );
  });
});

test("a policy can deny a job that names the vault, and copies into it", async () => {
  stage.backup.seedVault({ name: "other" });
  const { arn } = stage.backup.seedRecoveryPoint({ vaultName: "other", resourceArn: tableArn });
  const [main] = stage.backup.vaults();
  const copy = (client: ReturnType<typeof clientOf>) =>
    client.send(
      new StartCopyJobCommand({
        SourceBackupVaultName: "other",
        RecoveryPointArn: arn,
        DestinationBackupVaultArn: main?.arn,
        IamRoleArn: roleArn,
        Lifecycle: { DeleteAfterDays: 35 },
      }),
    );
  await put(deny(["backup:CopyIntoBackupVault"]));
  await copy(stage.client);
  await stage.pass(600_000);
  expect(stage.backup.copyJobs()[0]).toMatchObject({
    state: CopyJobState.FAILED,
    statusMessage: "Access Denied trying to call AWS Backup service",
  });
  await stage.client.send(
    new PutBackupVaultAccessPolicyCommand({
      BackupVaultName: "other",
      Policy: JSON.stringify({ Statement: [deny(["backup:StartCopyJob"])] }),
    }),
  );
  await expect(copy(stage.client)).rejects.toThrow("with an explicit deny in a resource-based policy");
});

describe("a policy is refused that", () => {
  test.each<[string, object, string]>([
    [
      "lets another account do more than copy into the vault",
      { Principal: { AWS: "arn:aws:iam::444455556666:root" }, Action: "backup:DeleteRecoveryPoint" },
      "The specified policy cannot be added to the vault due to cross-account sharing restrictions.",
    ],
    [
      "lets everyone do more than that",
      { Principal: { AWS: "*" }, Action: "backup:DeleteBackupVaultAccessPolicy" },
      "cross-account sharing restrictions",
    ],
    [
      "has a wildcard in an action",
      { Principal: "*", Effect: "Deny", Action: "backup:Delete*" },
      "Wildcards are not supported in Action.",
    ],
    ["has a statement without an effect", { Effect: undefined, Principal: "*" }, "Statement.0.Effect"],
  ])("%s", async (_, statement, message) => {
    await expect(put({ Effect: "Allow", Resource: "*", ...statement })).rejects.toThrow(message);
    expect(stage.backup.vaults()[0]?.accessPolicy).toBeUndefined();
  });

  test("is no JSON", async () => {
    await expect(
      stage.client.send(new PutBackupVaultAccessPolicyCommand({ ...vault, Policy: "no" })),
    ).rejects.toThrow("It must be a JSON document.");
  });
});

test("a policy can let its own account do anything, and others copy", async () => {
  await put(
    {
      Effect: "Allow",
      Principal: { AWS: `arn:aws:iam::${accountId}:root` },
      Action: "backup:DeleteRecoveryPoint",
      Resource: "*",
    },
    {
      Effect: "Allow",
      Principal: { AWS: ["444455556666", "arn:aws:iam::777788889999:root"] },
      Action: "backup:CopyIntoBackupVault",
      Resource: "*",
    },
  );
  expect(stage.backup.vaults()[0]?.accessPolicy).toContain("777788889999");
});
