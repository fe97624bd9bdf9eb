import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { phaseOf } from "../../../handler/model/job-phase";
import { type Certificates, createCertificates } from "../../../verify/faults/certificates";
import { minute, withIssues } from "../../../verify/faults/jobs";
import { messageTitles } from "../../../verify/faults/message-titles";
import { type Result, runScenario } from "../../../verify/faults/run-scenario";
import type { Scenario } from "../../../verify/faults/scenario";
import { begin } from "../../../verify/faults/scenarios/workload";

let directory: string;
let certificatesDirectory: string;
let certificates: Certificates;

const states = ["RUNNING", "COMPLETED", "PARTIAL", "FAILED", "EXPIRED"];

/** The titles that the lab knows, by state. */
const titles = Object.fromEntries(
  states.map((state) => [
    state,
    messageTitles.find(({ family, phase }) => family === `backup ${state}` && phase === phaseOf(state))
      ?.start,
  ]),
);

beforeAll(async () => {
  certificatesDirectory = mkdtempSync(join(tmpdir(), "faults-certificates-"));
  certificates = await createCertificates(certificatesDirectory);
});

afterAll(() => rmSync(certificatesDirectory, { recursive: true }));

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "faults-"));
});

afterEach(() => rmSync(directory, { recursive: true }));

/**
 * A notifier of a few lines: posts a sentence for each record. `times` says how often it posts the record with this
 * number; `answer` is what it returns to Lambda.
 */
const notifierOf = (times: string, answer = "{ batchItemFailures: [] }"): string => `
import { request } from "node:http";
const call = (url, headers, body) => new Promise((resolve, reject) => {
  const outgoing = request(url, { method: "POST", headers }, (incoming) => {
    let text = "";
    incoming.on("data", (chunk) => { text += chunk; }).on("end", () => resolve({ status: incoming.statusCode, text }));
  });
  outgoing.on("error", reject).end(body);
});
const signed = {
  authorization: "AWS4-HMAC-SHA256 Credential=a/20260822/eu-west-1/ssm/aws4_request, rest",
  "x-amz-target": "AmazonSSM.GetParameter",
};
const name = JSON.stringify({ Name: process.env.WEBHOOK_PARAMETER_NAME, WithDecryption: true });
const webhook = JSON.parse((await call(process.env.AWS_ENDPOINT_URL_SSM, signed, name)).text).Parameter.Value;
const titles = ${JSON.stringify(titles)};
let number = 0;
const post = async (text) => {
  while ((await call(webhook, {}, JSON.stringify({ text }))).status !== 200) {
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
};
const report = async ({ body }) => {
  const { MessageAttributes: { EventType, State, Id } } = JSON.parse(body);
  number += 1;
  for (let time = 0; time < (${times}); time++) {
    await post(titles[State.Value] + ": job " + Id.Value);
    console.log(JSON.stringify({ outcome: "delivered", kind: "job", id: Id.Value }));
  }
};
export const handler = async (event) => {
  for (const record of event.Records) await report(record);
  return ${answer};
};`;

/** A few jobs, one a minute. */
const fewJobs: Scenario = {
  name: "few-jobs",
  about: "ten jobs",
  run: async (lab) => {
    lab.jobs.backups(10, 10 * minute);
    await lab.wait(30 * minute);
  },
};

const runLab = async (code: string, scenario: Scenario = fewJobs): Promise<Result> => {
  writeFileSync(join(directory, "index.mjs"), code);
  return runScenario(scenario, { codeDirectory: directory, certificates, seed: 1, events: 20 });
};

const failedClaims = ({ failures }: Result): string => failures.map(({ claim }) => claim).join("\n");

describe("the fault lab", () => {
  test("finds nothing wrong with a notifier that reports everything once", async () => {
    const result = await runLab(notifierOf("1"));
    expect(failedClaims(result)).toBe("");
    expect(result.reconciliation).toMatchObject({ sent: 20, reported: 20, lost: [], duplicates: 0 });
    expect(result.slackCalls).toBe(20);
  });

  test("finds what a lossy notifier loses", async () => {
    const result = await runLab(notifierOf("number % 7 === 0 ? 0 : 1"));
    expect(result.reconciliation.lost).toHaveLength(2);
    expect(failedClaims(result)).toContain("lost: none");
  });

  test("finds what a notifier reports twice", async () => {
    const result = await runLab(notifierOf("number === 3 ? 2 : 1"));
    expect(result.reconciliation).toMatchObject({ duplicates: 2, possibleDuplicates: 0 }); // One in each sandbox.
    expect(failedClaims(result)).toContain("reported twice without an excuse: none");
  });

  test("finds a notifier that reports another state than AWS sent", async () => {
    const wrong = notifierOf("1").replace("titles[State.Value]", "titles.COMPLETED");
    const result = await runLab(wrong);
    expect(result.reconciliation.lost.length).toBeGreaterThan(0);
    expect(failedClaims(result)).toContain("contradictions");
  });

  test("finds a notifier that logs what it did not report", async () => {
    const silent = notifierOf("1").replace(
      "await post(",
      "if (number === 5) console.log(JSON.stringify({ outcome: 'delivered', kind: 'job', id: 'x' })); await post(",
    );
    expect(failedClaims(await runLab(silent))).toContain("contradictions");
  });

  test("finds a notifier that dies, and one that prints what is not a log line", async () => {
    const frail = notifierOf("1").replace(
      "number += 1;",
      "number += 1; if (number === 4) throw process.exit(1);",
    );
    expect(failedClaims(await runLab(frail))).toContain("sandboxes that died: 0");
    const chatty = notifierOf("1").replace("number += 1;", "number += 1; console.log('debugging');");
    expect(failedClaims(await runLab(chatty))).toContain("log lines that are not JSON: none");
  });

  test("finds a notifier that calls a job with issues completed", async () => {
    const scenario: Scenario = {
      ...fewJobs,
      run: async (lab) => {
        lab.jobs.backups(3, minute, { outcomes: [[1, withIssues]] });
        await lab.wait(10 * minute);
      },
    };
    const result = await runLab(notifierOf("1"), scenario);
    expect(result.reconciliation.readable.praised).toHaveLength(3);
    expect(failedClaims(result)).toContain("completed with issues, and called completed: none");
  });

  test("finds what a notifier does not post, but for what the stage mutes", async () => {
    const scenario: Scenario = { ...fewJobs, mutes: (_, state) => state === "RUNNING" };
    const result = await runLab(notifierOf("0"), scenario);
    expect(result.reconciliation).toMatchObject({ muted: 10, reported: 0 });
    expect(result.reconciliation.lost).toHaveLength(10);
  });

  test("finds a webhook URL in the log", async () => {
    const leaky = notifierOf("1").replace(
      "number += 1;",
      "number += 1; console.log(JSON.stringify({ webhook }));",
    );
    expect(failedClaims(await runLab(leaky))).toContain("webhook URLs in the log: 0");
  });

  test("runs the same from the same seed", async () => {
    const scenario: Scenario = {
      ...fewJobs,
      run: async (lab, events) => {
        begin({ ...lab, jobs: { ...lab.jobs, otherEvents: () => undefined } }, events * 2, 10 * minute);
        await lab.wait(30 * minute);
      },
    };
    const [one, other] = [await runLab(notifierOf("1"), scenario), await runLab(notifierOf("1"), scenario)];
    expect(other.reconciliation.sent).toBe(one.reconciliation.sent);
    expect(other.reconciliation.longestDelayMilliseconds).toBe(one.reconciliation.longestDelayMilliseconds);
    expect(other.slackCalls).toBe(one.slackCalls);
  });
});
