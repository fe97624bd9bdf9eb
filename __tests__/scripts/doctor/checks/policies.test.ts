import { judgeRole } from "../../../../scripts/doctor/checks/backup-role";
import { judgePermission } from "../../../../scripts/doctor/checks/event-source";
import { judgeKey } from "../../../../scripts/doctor/checks/key";
import { judgeQueue, sendersOf } from "../../../../scripts/doctor/checks/queue-policy";
import { judgeTopic } from "../../../../scripts/doctor/checks/topic";
import { lets, policyOf, putBack, said } from "../../support/doctor";
import { outputsOf } from "../../support/project-folder";

const outputs = outputsOf({ existing_vault_names: "Default" });
const { topic_arn, vault_arn, key_arn, account_id } = outputs;
const defaultVault = "arn:aws:backup:eu-west-1:111122223333:backup-vault:Default";
const thisAccount = { StringEquals: { "aws:SourceAccount": account_id } };
const ruleName = "backup-notifications-dev-state-changes";
const ruleArn = `arn:aws:events:eu-west-1:111122223333:rule/${ruleName}`;

const insecure = {
  Effect: "Deny",
  Principal: "*",
  Action: ["sns:Publish", "sqs:SendMessage"],
  Resource: "*",
  Condition: { Bool: { "aws:SecureTransport": "false" } },
};

describe("the topic", () => {
  const publishes = (condition?: Record<string, unknown>) =>
    policyOf(lets("backup.amazonaws.com", "sns:Publish", topic_arn, condition), insecure);
  const bothVaults = { ArnLike: { "aws:SourceArn": [vault_arn, defaultVault] } };

  test.each([
    [
      "lets AWS Backup publish for this account's vaults only",
      publishes({ ...thisAccount, ...bothVaults }),
      "ok: backup.amazonaws.com may publish for backup-notifications-dev, Default",
    ],
    [
      "lets AWS Backup publish for one vault of two",
      publishes({ ...thisAccount, ArnLike: { "aws:SourceArn": [vault_arn] } }),
      `problem: its policy does not let backup.amazonaws.com publish for vault Default, so its events are dropped silently; ${putBack}`,
    ],
    [
      "lets another service publish",
      policyOf(lets("awsbackup.amazonaws.com", "sns:Publish", topic_arn)),
      `problem: its policy does not let backup.amazonaws.com publish for vault backup-notifications-dev, so its events are dropped silently; ${putBack}`,
    ],
    [
      "lets AWS Backup publish for everybody",
      publishes(),
      `warning: its policy lets backup.amazonaws.com publish for other accounts, too; ${putBack}`,
    ],
  ])("that %s", (_policy, policy, sentence) => {
    expect(said(judgeTopic({ policy, keyId: key_arn }, outputs))).toBe(sentence);
  });

  test("that is gone, or has another key", () => {
    expect(said(judgeTopic(undefined, outputs))).toBe(`problem: ${topic_arn} does not exist; ${putBack}`);
    const policy = publishes({ ...thisAccount, ...bothVaults });
    expect(said(judgeTopic({ policy, keyId: "alias/aws/sns" }, outputs))).toBe(
      `problem: it is encrypted with alias/aws/sns, not with the stack's; ${putBack}`,
    );
  });

  test("whose policy holds what is not known here is not judged", () => {
    const policy = publishes({ IpAddress: { "aws:SourceIp": "10.0.0.0/8" } });
    expect(() => judgeTopic({ policy, keyId: key_arn }, outputs)).toThrow(
      /operator IpAddress is not supported here/,
    );
  });
});

describe("the key", () => {
  const uses = ["kms:GenerateDataKey*", "kms:Decrypt"];
  const backup = lets("backup.amazonaws.com", uses, "*");
  const sns = lets("sns.amazonaws.com", uses, "*", thisAccount);
  const cloudwatch = lets("cloudwatch.amazonaws.com", uses, "*", thisAccount);
  const events = lets("events.amazonaws.com", uses, "*");
  const root = {
    Effect: "Allow",
    Principal: { AWS: "arn:aws:iam::111122223333:root" },
    Action: "kms:*",
    Resource: "*",
  };

  test.each([
    [
      "all",
      policyOf(root, backup, sns, cloudwatch, events),
      true,
      "ok: enabled, for backup, sns, cloudwatch, events",
    ],
    [
      "all but a rule that there is not",
      policyOf(root, backup, sns, cloudwatch),
      false,
      "ok: enabled, for backup, sns, cloudwatch",
    ],
    [
      "all but AWS Backup",
      policyOf(root, sns, cloudwatch),
      false,
      `problem: its policy does not let backup.amazonaws.com (vaults notify) use it; ${putBack}`,
    ],
    [
      "all but the rule and the topic",
      policyOf(root, backup, cloudwatch),
      true,
      `problem: its policy does not let sns.amazonaws.com (the topic delivers), events.amazonaws.com (the rule delivers) use it; ${putBack}`,
    ],
    [
      "EventBridge on a condition that it never meets",
      policyOf(root, backup, sns, cloudwatch, lets("events.amazonaws.com", uses, "*", thisAccount)),
      true,
      `problem: its policy does not let events.amazonaws.com (the rule delivers) use it; ${putBack}`,
    ],
    [
      "a service that may encrypt but not decrypt",
      policyOf(root, lets("backup.amazonaws.com", "kms:GenerateDataKey*", "*"), sns, cloudwatch),
      false,
      `problem: its policy does not let backup.amazonaws.com (vaults notify) use it; ${putBack}`,
    ],
  ])("that lets in %s", (_whom, policy, hasRule, sentence) => {
    expect(said(judgeKey({ state: "Enabled", policy }, outputs, hasRule))).toBe(sentence);
  });

  test.each([
    [undefined, `problem: ${key_arn} does not exist; ${putBack}`],
    [
      "Disabled",
      `problem: it is disabled, so nothing can be read or sent; enable it with \`aws kms enable-key --region eu-west-1 --key-id ${key_arn}\``,
    ],
    [
      "PendingDeletion",
      `problem: it is about to be deleted, and everything that it encrypts with it; stop that with \`aws kms cancel-key-deletion --region eu-west-1 --key-id ${key_arn}\`, then enable the key`,
    ],
  ])("in state %s", (state, sentence) => {
    const policy = policyOf(backup, sns, cloudwatch);
    expect(said(judgeKey(state === undefined ? undefined : { state, policy }, outputs, false))).toBe(
      sentence,
    );
  });
});

describe("a queue", () => {
  const { queue_url, dead_letter_queue_url } = outputs;
  const queueArn = "arn:aws:sqs:eu-west-1:111122223333:backup-notifications-dev";
  const from = (arn: string) => ({ ArnEquals: { "aws:SourceArn": arn } });
  const sns = lets("sns.amazonaws.com", "sqs:SendMessage", queueArn, from(topic_arn));
  const events = lets("events.amazonaws.com", "sqs:SendMessage", queueArn, from(ruleArn));
  const redrivePolicy = JSON.stringify({ deadLetterTargetArn: `${queueArn}-dead`, maxReceiveCount: 107 });
  const both = sendersOf(outputs, ruleName);

  test("that lets topic and rule send, and leads to the dead-letter queue", () => {
    const queue = { policy: policyOf(sns, events, insecure), redrivePolicy };
    expect(said(judgeQueue(queue, queue_url, both, outputs))).toBe(
      "ok: sns.amazonaws.com and events.amazonaws.com may send",
    );
  });

  test.each([
    [
      { policy: policyOf(sns), redrivePolicy },
      `problem: its policy does not let events.amazonaws.com send for ${ruleArn}; ${putBack}`,
    ],
    [
      {
        policy: policyOf(
          lets("sns.amazonaws.com", "sqs:SendMessage", queueArn, from(`${topic_arn}-2`)),
          events,
        ),
        redrivePolicy,
      },
      `problem: its policy does not let sns.amazonaws.com send for ${topic_arn}; ${putBack}`,
    ],
    [
      { policy: policyOf(sns, events), redrivePolicy: "" },
      `problem: what nobody takes from it is lost: it has no dead-letter queue; ${putBack}`,
    ],
    [undefined, `problem: ${queue_url} does not exist; ${putBack}`],
  ])("that does not (%#)", (queue, sentence) => {
    expect(said(judgeQueue(queue, queue_url, both, outputs))).toBe(sentence);
  });

  test("for dead letters needs none itself", () => {
    const policy = policyOf(
      lets("sns.amazonaws.com", "sqs:SendMessage", `${queueArn}-dead`, from(topic_arn)),
    );
    const senders = sendersOf(outputs, undefined);
    expect(said(judgeQueue({ policy, redrivePolicy: "" }, dead_letter_queue_url, senders, outputs))).toBe(
      "ok: sns.amazonaws.com may send",
    );
  });
});

describe("the function without a queue", () => {
  const functionArn = "arn:aws:lambda:eu-west-1:111122223333:function:backup-notifications-dev";
  const senders = sendersOf(outputs, ruleName);
  const may = (service: string, arn: string) =>
    lets(service, "lambda:InvokeFunction", functionArn, { ArnLike: { "AWS:SourceArn": arn } });

  test.each([
    [
      policyOf(may("sns.amazonaws.com", topic_arn), may("events.amazonaws.com", ruleArn)),
      "ok: sns.amazonaws.com and events.amazonaws.com may invoke backup-notifications-dev",
    ],
    [
      policyOf(may("sns.amazonaws.com", topic_arn)),
      `problem: the function's policy does not let events.amazonaws.com invoke it for ${ruleArn}; ${putBack}`,
    ],
    [
      undefined,
      `problem: the function's policy does not let sns.amazonaws.com invoke it for ${topic_arn}; ${putBack}`,
    ],
  ])("(%#)", (policy, sentence) => {
    expect(said(judgePermission(policy, senders, outputs))).toBe(sentence);
  });
});

describe("the role that AWS Backup works with", () => {
  const { Resource: _, ...trust } = lets("backup.amazonaws.com", "sts:AssumeRole", "*", thisAccount);
  const name = "AWSBackup-backup-notifications-dev";
  const wanted = ["AWSBackupServiceRolePolicyForBackup", "AWSBackupServiceRolePolicyForRestores"];

  test.each([
    [{ trustPolicy: policyOf(trust), policyNames: wanted }, `ok: AWS Backup can work with ${name}`],
    [undefined, `problem: ${name} does not exist; ${putBack}`],
    [
      {
        trustPolicy: policyOf({ ...trust, Principal: { Service: "ec2.amazonaws.com" } }),
        policyNames: wanted,
      },
      `problem: backup.amazonaws.com may not assume ${name}; ${putBack}`,
    ],
    [
      { trustPolicy: policyOf(trust), policyNames: wanted.slice(1) },
      `problem: ${name} lacks AWSBackupServiceRolePolicyForBackup; ${putBack}`,
    ],
  ])("(%#)", (role, sentence) => {
    expect(said(judgeRole(role, wanted, outputs))).toBe(sentence);
  });
});
