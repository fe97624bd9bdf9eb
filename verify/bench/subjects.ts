import type { ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { envelopeOf, publicationOf } from "../../local/aws/backup/vault-event";
import { type LocalLambda, startLambda } from "../../local/aws/lambda/lambda";
import { bundleHandler } from "../../src/bundle";
import { batchSize, functionTimeoutSeconds } from "../../src/delivery/notifier-function";
import type { Services } from "./services";

export const subjectNames = ["bare", "post", "notifier"] as const;

/** `bare`: Node and nothing else. `post`: one TLS POST and nothing else. */
export type SubjectName = (typeof subjectNames)[number];

/** Starts a measured function in its own process. */
type Start = (onStart?: (child: ChildProcess) => void) => LocalLambda;

export type Subjects = Readonly<Record<SubjectName | "spacedNotifier", Start>>;

const functionTimeoutMilliseconds = functionTimeoutSeconds * 1000;

const bareCode = "export const handler = async () => null;";

/** The simplest function that posts to Slack: it keeps its connection, reads the whole answer, checks nothing. */
const postCode = (webhookUrl: string): string => `
import { Agent, request } from "node:https";
const agent = new Agent({ keepAlive: true });
const body = ${JSON.stringify(JSON.stringify({ text: "Backup completed: orders (EC2), vault main in eu-west-1" }))};
export const handler = () => new Promise((resolve, reject) => {
  const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
  const outgoing = request(${JSON.stringify(webhookUrl)}, { method: "POST", agent, headers }, (incoming) => {
    incoming.resume().on("end", () => resolve(incoming.statusCode)).on("error", reject);
  });
  outgoing.on("error", reject).end(body);
});
`;

/** More than the notifier leaves between two posts to a channel (`handler/deliver/pace.ts`), less than a connection may idle. */
const millisecondsBetweenEvents = 5000;

/**
 * The notifier, with a clock that is five seconds further at each event: one event after the other has to wait before it
 * is posted, and that wait is not what is measured.
 */
const spacedCode = (bundleDirectory: string): string => `
const now = Date.now;
let passed = 0;
Date.now = () => now() + passed;
const notifier = await import(${JSON.stringify(pathToFileURL(join(bundleDirectory, "index.mjs")).href)});
export const handler = (event) => {
  passed += ${millisecondsBetweenEvents};
  const deadline = now() + ${functionTimeoutMilliseconds};
  return notifier.handler(event, { getRemainingTimeInMillis: () => deadline - now() });
};
`;

/** Writes the functions to `directory` and bundles the notifier exactly as it is deployed. */
export const createSubjects = (
  projectDirectory: string,
  directory: string,
  caCertificate: string,
  services: Services,
): Subjects => {
  const caFile = join(directory, "ca.pem");
  writeFileSync(caFile, caCertificate);
  const write = (name: string, code: string): string => {
    const codeDirectory = join(directory, name);
    mkdirSync(codeDirectory, { recursive: true });
    writeFileSync(join(codeDirectory, "index.mjs"), code);
    return codeDirectory;
  };
  const environment = {
    // With this set, Node 20 reads all root certificates at its start, so the bare process goes without.
    NODE_EXTRA_CA_CERTS: caFile,
    STAGE: "bench",
    WEBHOOK_PARAMETER_NAME: "webhook",
    SLACK_HOSTS: "127.0.0.1",
    ROUTES: '[{"post":true}]',
    DEAD_LETTER_QUEUE_URL: "https://sqs.eu-west-1.amazonaws.com/111122223333/dead-letters",
    LEDGER_TABLE_NAME: "",
    AWS_ENDPOINT_URL_SSM: services.parametersUrl,
    AWS_ENDPOINT_URL_BACKUP: services.backupUrl,
    AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
    AWS_SECRET_ACCESS_KEY: "example",
    AWS_SESSION_TOKEN: "example",
  };
  const start =
    (codeDirectory: string, variables: Readonly<Record<string, string>>): Start =>
    (onStart) =>
      startLambda({
        codeDirectory,
        handler: "index.handler",
        environment: variables,
        timeoutMilliseconds: functionTimeoutMilliseconds,
        ...(onStart && { onStart }),
      });
  const bundleDirectory = bundleHandler(projectDirectory);
  return {
    bare: start(write("bare", bareCode), {}),
    post: start(write("post", postCode(services.webhookUrl)), environment),
    notifier: start(bundleDirectory, environment),
    spacedNotifier: start(write("spaced-notifier", spacedCode(bundleDirectory)), environment),
  };
};

const queueRecord = (message: string, attributes: Readonly<Record<string, string>>) => ({
  messageId: randomUUID(),
  eventSource: "aws:sqs",
  body: envelopeOf(
    publicationOf("arn:aws:sns:eu-west-1:111122223333:backup-notifications", {
      name: "any",
      message,
      attributes,
    }),
    randomUUID(),
    new Date("2026-08-22T04:03:00Z"),
  ),
});

/** A finished job: the notifier asks AWS Backup for its details. A new one each time, since each is reported once. */
const finishedJob = () => {
  const Id = randomUUID();
  return queueRecord(
    `An AWS Backup job was completed successfully. Recovery point ARN: arn:aws:ec2:eu-west-1::image/ami-0abc1234def567890. Resource ARN : arn:aws:ec2:eu-west-1:111122223333:instance/i-0abc1234def567890. Backup Job Id : ${Id}`,
    {
      EventType: "BACKUP_JOB",
      State: "COMPLETED",
      AccountId: "111122223333",
      Id,
      StartTime: "2026-08-22T03:01:00Z",
    },
  );
};

export const newJobEvent = (): unknown => ({ Records: [finishedJob()] });

/** As many finished jobs as Lambda passes to one invocation. */
export const newBatchEvent = (): unknown => ({ Records: Array.from({ length: batchSize }, finishedJob) });

/** A changed recovery point: the event has all the details. A new one each time, too. */
export const newNoticeEvent = (): unknown => {
  const Id = `arn:aws:backup:eu-west-1:111122223333:recovery-point:${randomUUID()}`;
  return {
    Records: [
      queueRecord(`A recovery point was modified. Recovery point ARN: ${Id}.`, {
        EventType: "RECOVERY_POINT_MODIFIED",
        AccountId: "111122223333",
        Id,
      }),
    ],
  };
};
