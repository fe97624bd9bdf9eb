import { messagesFor, queueOf } from "../support/messages";

const account = "111122223333";
const pointArn = `arn:aws:backup:eu-west-1:${account}:recovery-point:abcd1234-5678-4bcd-9012-abcdef123456`;
const volume = `arn:aws:ec2:eu-west-1:${account}:volume/vol-1`;

const eventBridge = (detailType: string, detail: object) => ({
  version: "0",
  id: "2b1c9c5e-3a7d-4f6a-9a51-000000000001",
  "detail-type": detailType,
  source: "aws.backup",
  account,
  time: "2026-08-22T04:03:00Z",
  region: "eu-west-1",
  resources: [],
  detail,
});

/** The only message about an event, with its spaces as one. */
const messageAbout = async (detailType: string, detail: object) => {
  const { messages } = await messagesFor(queueOf(eventBridge(detailType, detail)));
  const [message] = messages;
  if (message === undefined || messages.length > 1) throw new Error(`${messages.length} messages`);
  return message;
};

describe("malware in a backup", () => {
  const scan = {
    scanJobId: "7f0c1d2e-3a4b-4c5d-8e6f-708192a3b4c5",
    scanBaseRecoveryPointArn: pointArn,
    state: "COMPLETED",
    scanResult: { scanResultStatus: "THREATS_FOUND" },
  };
  const about = (more: object = {}) => messageAbout("Scan Job State Change", { ...scan, ...more });

  test("is red, says that AWS names no resource, and how to see it", async () => {
    const { color, whole } = await about();
    expect(color).toBe("danger");
    expect(whole).toContain("AWS's event names neither the resource nor the vault.");
    expect(whole).toContain(
      "aws backup describe-scan-job --scan-job-id 7f0c1d2e-3a4b-4c5d-8e6f-708192a3b4c5 --region eu-west-1",
    );
    expect(whole).toContain("Open GuardDuty");
  });

  test("names resource, point and vault where the event does, and finds clean points of the resource", async () => {
    const { text, whole } = await about({
      resourceArn: volume,
      resourceType: "EBS",
      backupVaultName: "main",
    });
    expect(text).toMatch(
      /^Malware found in a backup: vol-1 \(EBS\) — recovery point abcd1234-5678-4bcd-9012-abcdef123456, vault main/,
    );
    expect(whole.match(/abcd1234/g)).toHaveLength(1);
    expect(whole).not.toContain("names neither");
    expect(whole).toContain(
      `aws backup list-scan-jobs --by-resource-arn ${volume} --by-scan-result-status NO_THREATS_FOUND --region eu-west-1`,
    );
    expect(whole).toContain("Open recovery point");
  });

  test("has no command where the event has no id of the scan job", async () => {
    const { whole } = await about({ scanJobId: undefined, scanId: "b21f0c9d8e7a6f5b" });
    expect(whole).not.toContain("aws backup");
  });
});
