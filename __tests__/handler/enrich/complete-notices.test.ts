/** What AWS Backup adds to events about plans and malware. */
import type { Aws, AwsRequest } from "../../../handler/aws/request";
import { notify } from "../../../handler/pipeline";
import { newNotifier } from "../support/notifier";

const now = Date.parse("2026-08-22T06:00:00Z");
const hoursAgoSeconds = (hours: number): number => now / 1000 - hours * 3600;
const resourceArn = "arn:aws:ec2:eu-west-1:111122223333:volume/vol-1";
const pointArn = (name: string): string => `arn:aws:ec2:eu-west-1::snapshot/snap-${name}`;
const scanJobId = "7f0c1d2e-3a4b-4c5d-8e6f-708192a3b4c5";

type Answer = { readonly status?: number; readonly body?: unknown };
type Answers = Readonly<Record<string, Answer>>;

/** What is posted of events, and what AWS Backup was asked. */
const post = async (answers: Answers, ...details: readonly (readonly [string, object])[]) => {
  const asked: AwsRequest[] = [];
  const aws: Aws = async (request) => {
    asked.push(request);
    const [path = ""] = request.path.split("?");
    const { status = 200, body = {} } = answers[path] ?? { status: 404 };
    return { status, headers: {}, body: JSON.stringify(body) };
  };
  const { notifier, posted, lines } = newNotifier({ aws });
  await notify(
    {
      Records: details.map(([type, detail], index) => ({
        messageId: `m-${index}`,
        body: JSON.stringify({
          version: "0",
          id: `event-${index}`,
          source: "aws.backup",
          "detail-type": type,
          account: "111122223333",
          region: "eu-west-1",
          time: "2026-08-22T05:00:00Z",
          resources: [],
          detail,
        }),
      })),
    },
    () => 30_000,
    notifier,
  );
  return { asked: asked.map(({ path }) => path), shown: posted.map((body) => JSON.stringify(body)), lines };
};

describe("a notice about a plan", () => {
  const modified = [
    "Backup Plan State Change",
    { backupPlanId: "plan-1", versionId: "v2", state: "MODIFIED" },
  ] as const;
  const answers = { "/backup/plans/plan-1/": { body: { BackupPlan: { BackupPlanName: "nightly" } } } };

  test("has the plan's name in its headline, and its id below", async () => {
    const { shown, asked } = await post(answers, modified);
    expect(shown[0]).toContain("Backup plan modified: nightly");
    expect(shown[0]).toMatch(/Plan ID.*plan-1/);
    expect(asked).toEqual(["/backup/plans/plan-1/"]);
  });

  test.each<readonly [string, Answer]>([
    ["does not know the plan any more", { status: 404 }],
    ["denies access", { status: 403, body: { Message: "not authorized" } }],
    ["answers without a name", { body: { BackupPlan: {} } }],
  ])("has its id alone, and says so, where AWS Backup %s", async (_name, answer) => {
    const { shown, lines } = await post({ "/backup/plans/plan-1/": answer }, modified);
    expect(shown[0]).toContain("Backup plan modified: plan-1");
    expect(shown[0]).toContain("not known: AWS Backup did not say");
    expect(lines).toContainEqual(expect.objectContaining({ outcome: "not-enriched" }));
  });

  test("takes one question for many notices of the plan, and at most ten for many plans", async () => {
    const many = Array.from(
      { length: 30 },
      (_, index) =>
        [modified[0], { backupPlanId: `plan-${index}`, versionId: "v", state: "MODIFIED" }] as const,
    );
    const twice = [modified[0], { ...modified[1], state: "DELETED" }] as const;
    expect((await post(answers, modified, twice)).asked).toEqual(["/backup/plans/plan-1/"]);
    expect((await post({}, ...many)).asked).toHaveLength(10);
  });
});

describe("a scan that found malware", () => {
  const found = [
    "Scan Job State Change",
    {
      scanJobId,
      scanBaseRecoveryPointArn: pointArn("bad"),
      state: "COMPLETED",
      scanResult: { scanResultStatus: "THREATS_FOUND" },
    },
  ] as const;
  const job = {
    body: {
      ResourceArn: resourceArn,
      ResourceType: "EBS",
      BackupVaultName: "main",
      RecoveryPointArn: pointArn("bad"),
    },
  };
  const clean = { FailedScan: false, Findings: [], LastComputed: hoursAgoSeconds(1) };
  const point = (name: string, hours: number, AggregatedScanResult?: object, more: object = {}) => ({
    RecoveryPointArn: pointArn(name),
    CreationDate: hoursAgoSeconds(hours),
    Status: "COMPLETED",
    BackupVaultName: "main",
    AggregatedScanResult,
    ...more,
  });
  const answers = (...RecoveryPoints: readonly object[]): Answers => ({
    [`/scan/jobs/${scanJobId}`]: job,
    [`/resources/${encodeURIComponent(resourceArn)}/recovery-points/`]: { body: { RecoveryPoints } },
  });

  test("names the resource, the vault and the newest clean recovery point, with a link", async () => {
    const { shown } = await post(
      answers(point("bad", 10, clean), point("old", 60, clean), point("good", 34, clean)),
      found,
    );
    expect(shown[0]).toContain("Malware found in a backup: vol-1 (EBS)");
    expect(shown[0]).toContain("vault main");
    expect(shown[0]).toMatch(/Newest clean recovery point.*snap-good/);
    expect(shown[0]).toContain("Open clean recovery point");
    expect(shown[0]).not.toContain("snap-old");
  });

  test.each<readonly [string, object]>([
    ["was not scanned", point("x", 34)],
    ["has findings", point("x", 34, { ...clean, Findings: ["MALWARE"] })],
    ["has a scan that failed", point("x", 34, { ...clean, FailedScan: true })],
    ["has a result that leaves out its findings", point("x", 34, { FailedScan: false })],
    ["has a result that leaves out failures", point("x", 34, { Findings: [] })],
    ["is being deleted", point("x", 34, clean, { Status: "DELETING" })],
  ])("never calls a recovery point clean that %s", async (_name, other) => {
    const { shown } = await post(answers(other), found);
    expect(shown[0]).toContain("none: AWS Backup says of none that its scans found nothing");
    expect(shown[0]).not.toContain("snap-x");
  });

  test.each<readonly [string, Answers]>([
    ["what was scanned", {}],
    ["its recovery points", { [`/scan/jobs/${scanJobId}`]: job }],
  ])("says that it is not known where AWS Backup does not say %s", async (_name, given) => {
    const { shown, lines } = await post(given, found);
    expect(shown[0]).toContain("not known: AWS Backup did not answer");
    expect(lines).toContainEqual(expect.objectContaining({ outcome: "not-enriched" }));
  });
});
