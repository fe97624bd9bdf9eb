import { changeEvent } from "../fixtures/cloudtrail-events";
import { messagesFor, queueOf } from "./support/messages";

const parentJobId = "0b7f1c52-0000-4000-8000-000000000500";
const stack =
  "arn:aws:cloudformation:eu-west-1:111122223333:stack/shop-core/0b7f1c52-6d1e-4a43-9f58-3a6c2e9d8b10";
const roleArn = "arn:aws:iam::111122223333:role/AWSBackup-x";

const job = (backupJobId: string, state: string, more: object) =>
  changeEvent("Backup Job State Change", {
    backupJobId,
    state,
    backupVaultName: "main",
    iamRoleArn: roleArn,
    creationDate: "2026-08-22T03:00:00Z",
    ...more,
  });

const volume = (number: number) =>
  job(`0b7f1c52-0000-4000-8000-00000000050${number}`, "COMPLETED", {
    parentJobId,
    resourceArn: `arn:aws:ec2:eu-west-1:111122223333:volume/vol-000000000000000${number}`,
    resourceType: "EBS",
    completionDate: "2026-08-22T03:40:00Z",
  });

const database = job("0b7f1c52-0000-4000-8000-000000000508", "FAILED", {
  parentJobId: parentJobId.toUpperCase(),
  resourceArn: "arn:aws:rds:eu-west-1:111122223333:db:orders",
  resourceType: "RDS",
  statusMessage: '"The DB instance is not in available state"',
});

const parts = { isParent: true, numberOfChildJobs: 8, childJobsInState: { COMPLETED: 7, FAILED: 1 } };

const whole = job(parentJobId, "PARTIAL", {
  ...parts,
  resourceArn: stack,
  resourceType: "CloudFormation",
  completionDate: "2026-08-22T03:45:00Z",
});

const volumes = [1, 2, 3, 4, 5, 6, 7].map(volume);

const title = "Backup partially completed: shop-core (CloudFormation) — 1 of 8 parts failed: orders (RDS)";

describe("a composite backup", () => {
  test.each([
    ["first", [whole, database, ...volumes]],
    ["last", [...volumes, database, whole]],
  ])("is one message, not nine, where its parts came together with it: it %s", async (_place, events) => {
    const { messages, lines } = await messagesFor(queueOf(...events));
    expect(messages).toHaveLength(1);
    expect(messages[0]?.text.startsWith(title)).toBe(true);
    expect(messages[0]?.whole).toContain("Parts  8 (7 completed, 1 failed)");
    expect(messages[0]?.whole).toContain(
      "Failed part  orders (RDS): The DB instance is not in available state",
    );
    // All its parts are in the log.
    expect(lines.filter(({ outcome }) => outcome === "muted")).toHaveLength(7);
    expect(lines).toContainEqual(
      expect.objectContaining({ kind: "backup.failed", id: "0b7f1c52-0000-4000-8000-000000000508" }),
    );
  });

  test("names the parts that failed, from AWS Backup's list where they came apart", async () => {
    const { messages, asked } = await messagesFor(queueOf(whole), {
      answers: {
        "/backup-jobs/?maxResults=100&parentJobId=": {
          BackupJobs: [
            { State: "COMPLETED", ResourceArn: "arn:aws:ec2:eu-west-1:1:volume/vol-1", ResourceType: "EBS" },
            {
              State: "FAILED",
              ResourceArn: "arn:aws:rds:eu-west-1:111122223333:db:orders",
              ResourceType: "RDS",
              StatusMessage: "Not available",
            },
          ],
        },
      },
    });
    expect(messages[0]?.text.startsWith(title)).toBe(true);
    expect(messages[0]?.whole).toContain("Failed part  orders (RDS): Not available");
    expect(asked).toContain(`/backup-jobs/?maxResults=100&parentJobId=${parentJobId}`);
  });

  describe("of which more parts failed than came in its batch", () => {
    const two = {
      ...whole,
      detail: { ...whole.detail, childJobsInState: { COMPLETED: 6, FAILED: 2 } },
    };
    const path = "/backup-jobs/?maxResults=100&parentJobId=";
    const listed = (name: string, StatusMessage: string) => ({
      State: "FAILED",
      ResourceArn: `arn:aws:rds:eu-west-1:111122223333:db:${name}`,
      ResourceType: "RDS",
      StatusMessage,
    });

    test("names them all, from AWS Backup's list", async () => {
      const BackupJobs = [
        listed("orders", "The DB instance is not in available state"),
        listed("stock", "No space"),
      ];
      const { messages } = await messagesFor(queueOf(two, database), { answers: { [path]: { BackupJobs } } });
      expect(messages).toHaveLength(1);
      expect(messages[0]?.text).toContain("2 of 8 parts failed: orders (RDS), stock (RDS)");
      expect(messages[0]?.whole).toContain("Failed part  stock (RDS): No space");
    });

    test("names those of the batch that the list does not have yet, too", async () => {
      const { messages } = await messagesFor(queueOf(two, database), {
        answers: { [path]: { BackupJobs: [listed("stock", "No space")] } },
      });
      expect(messages[0]?.text).toContain("2 of 8 parts failed: stock (RDS), orders (RDS)");
    });

    test("says that it does not name all where AWS Backup does not answer", async () => {
      const { messages } = await messagesFor(queueOf(two, database));
      expect(messages[0]?.text).toContain("2 of 8 parts failed: orders (RDS) and 1 not named");
      expect(messages[0]?.whole).toContain("Other failed parts  AWS Backup did not say which");
    });
  });

  test("that is copied names its failed parts from the list of copies", async () => {
    const copy = changeEvent("Copy Job State Change", {
      copyJobId: "C-1",
      state: "PARTIAL",
      ...parts,
      resourceArn: "arn:aws:eks:eu-west-1:111122223333:cluster/shop",
      resourceType: "EKS",
      destinationBackupVaultArn: "arn:aws:backup:eu-central-1:111122223333:backup-vault:offsite",
    });
    const CopyJobs = [
      { State: "FAILED", ResourceArn: "arn:aws:rds:eu-west-1:111122223333:db:orders", ResourceType: "RDS" },
    ];
    const { messages } = await messagesFor(queueOf(copy), {
      answers: { "/copy-jobs/?maxResults=100&parentJobId=": { CopyJobs } },
    });
    expect(messages[0]?.text).toContain("1 of 8 parts failed: orders (RDS)");
  });

  test("says how many failed where no one says which", async () => {
    const { messages } = await messagesFor(queueOf(whole));
    expect(messages[0]?.text).toMatch(
      /^Backup partially completed: shop-core \(CloudFormation\) — 1 of 8 parts failed; last good backup unknown, /,
    );
    expect(messages[0]?.whole).toContain("back up the whole again");
  });

  test("that is copied says the same of its copy's parts", async () => {
    const copy = changeEvent("Copy Job State Change", {
      copyJobId: "C-1",
      state: "PARTIAL",
      ...parts,
      resourceArn: "arn:aws:eks:eu-west-1:111122223333:cluster/shop",
      resourceType: "EKS",
      destinationBackupVaultArn: "arn:aws:backup:eu-central-1:111122223333:backup-vault:offsite",
    });
    const { messages } = await messagesFor(queueOf(copy));
    expect(messages[0]?.text).toContain("Copy partially completed: shop (EKS) — 1 of 8 parts failed");
  });

  test("says how many parts it has where all went well", async () => {
    const more = { numberOfChildJobs: 8, childJobsInState: { COMPLETED: 8 }, resourceArn: stack };
    const good = job(parentJobId, "COMPLETED", { ...more, completionDate: "2026-08-22T03:45:00Z" });
    const { messages } = await messagesFor(queueOf(good, ...volumes));
    expect(messages).toHaveLength(1);
    expect(messages[0]).toMatchObject({ color: "good" });
    expect(messages[0]?.whole).toContain("Parts  8 (8 completed)");
  });
});

describe("a part of a composite backup", () => {
  test("that failed says whose it is, and offers no command that would leave the composite", async () => {
    const described = { ResourceArn: stack, ResourceType: "CloudFormation", State: "RUNNING" };
    const { messages } = await messagesFor(queueOf(database), {
      answers: { [`/backup-jobs/${parentJobId.toUpperCase()}`]: described },
    });
    expect(messages[0]?.text).toMatch(
      /^Backup failed: orders \(RDS\).*The DB instance is not in available state/,
    );
    expect(messages[0]?.whole).toContain("Part of  shop-core (CloudFormation)");
    expect(messages[0]?.whole).toContain("Open whole");
    expect(messages[0]?.whole).not.toContain("start-backup-job");
  });

  test("names the whole's job where AWS Backup does not answer", async () => {
    const { messages } = await messagesFor(queueOf(database));
    expect(messages[0]?.whole).toContain(`Part of  job ${parentJobId.toUpperCase()}`);
  });

  test("without a known reason says what to do with the whole", async () => {
    const { detail, ...event } = database;
    const { messages } = await messagesFor(
      queueOf({ ...event, detail: { ...detail, statusMessage: '"The moon"' } }),
    );
    expect(messages[0]?.whole).toContain("Once the cause is fixed, back up the whole again.");
  });

  test("that went well is logged: the whole's message counts it", async () => {
    const { messages, lines } = await messagesFor(queueOf(volume(1)));
    expect(messages).toEqual([]);
    expect(lines).toContainEqual(expect.objectContaining({ outcome: "muted", kind: "backup.completed" }));
  });

  test("has its own message where a route wants one", async () => {
    const routes = [{ resourceTypes: ["RDS"], mention: "here" }] as const;
    const { messages } = await messagesFor(queueOf(whole, database), { routes });
    expect(messages).toHaveLength(2);
  });

  test("of another account's composite with the same id has its own message", async () => {
    const { messages } = await messagesFor(queueOf({ ...whole, account: "444455556666" }, database));
    expect(messages).toHaveLength(2);
  });
});

describe("nothing is lost between a composite backup and its parts", () => {
  test("where a job calls itself its part", async () => {
    const { messages } = await messagesFor(
      queueOf(job(parentJobId, "FAILED", { parentJobId, resourceArn: stack })),
    );
    expect(messages.map(({ text }) => text)).toEqual([expect.stringMatching(/^Backup failed: /)]);
  });

  test("where two jobs call each other their part, or a part has parts", async () => {
    const other = "0b7f1c52-0000-4000-8000-000000000599";
    const circle = queueOf(
      job(parentJobId, "FAILED", { parentJobId: other, resourceArn: stack }),
      job(other, "FAILED", { parentJobId, resourceArn: stack }),
    );
    expect((await messagesFor(circle)).messages).toHaveLength(2);
    const leaf = { resourceArn: "arn:aws:rds:eu-west-1:111122223333:db:leaf", resourceType: "RDS" };
    const nested = queueOf(
      whole,
      job(other, "FAILED", { parentJobId, resourceArn: "arn:aws:rds:eu-west-1:111122223333:db:inner" }),
      job("0b7f1c52-0000-4000-8000-000000000598", "FAILED", { parentJobId: other, ...leaf }),
    );
    const said = (await messagesFor(nested)).messages.map(({ whole }) => whole).join("\n");
    expect(said).toContain("inner");
    expect(said).toContain("leaf (RDS)");
  });

  test("where a part could not be checked: it is no failed part, and says so itself", async () => {
    const { completionDate: _known, ...unchecked } = volume(1).detail as Record<string, unknown>;
    const { messages } = await messagesFor(queueOf(whole, { ...volume(1), detail: unchecked }));
    expect(messages.map(({ text }) => text).sort()).toEqual([
      expect.stringMatching(/^Backup completed, could not be checked: vol-0000000000000001/),
      expect.stringMatching(/^Backup partially completed: shop-core .* 1 of 8 parts failed/),
    ]);
    expect(messages.map(({ whole }) => whole).join("\n")).not.toContain("Failed part  vol-");
  });

  test("where the whole completed and a part of it failed: the message is no good news", async () => {
    const good = job(parentJobId, "COMPLETED", {
      resourceArn: stack,
      completionDate: "2026-08-22T03:45:00Z",
    });
    const { messages } = await messagesFor(queueOf(good, database));
    expect(messages.map(({ color }) => color)).not.toEqual(["good"]);
    expect(messages.map(({ whole }) => whole).join("\n")).toContain("orders (RDS)");
  });

  test("and the whole of many parts is asked about once", async () => {
    const failed = [1, 2, 3, 4].map((number) => {
      const { detail, ...event } = volume(number);
      return { ...event, detail: { ...detail, state: "FAILED" } };
    });
    const { asked } = await messagesFor(queueOf(...failed), {
      answers: { [`/backup-jobs/${parentJobId}`]: { ResourceArn: stack, State: "RUNNING" } },
    });
    expect(asked.filter((path) => path === `/backup-jobs/${parentJobId}`)).toHaveLength(1);
  });
});
