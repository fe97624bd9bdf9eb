import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createCertificates } from "../../../verify/faults/certificates";
import { minute } from "../../../verify/faults/jobs";
import { type Result, runScenario } from "../../../verify/faults/run-scenario";
import type { Scenario } from "../../../verify/faults/scenario";
import { begin } from "../../../verify/faults/scenarios/workload";

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "faults-"));
});

afterEach(() => rmSync(directory, { recursive: true }));

/**
 * A notifier of a few lines: posts a sentence for each record. `times` says how often it posts the record with this
 * number; `answer` is what it tells Lambda.
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
const titles = { RUNNING: "started", COMPLETED: "completed", PARTIAL: "partially completed", FAILED: "failed", EXPIRED: "expired" };
let number = 0;
const post = async (text) => {
  while ((await call(webhook, {}, JSON.stringify({ text }))).status !== 200) {
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
};
const say = async ({ body }) => {
  const { MessageAttributes: { EventType, State, Id } } = JSON.parse(body);
  const job = EventType.Value[0] + EventType.Value.slice(1, -4).toLowerCase();
  number += 1;
  for (let time = 0; time < (${times}); time++) {
    await post(job + " " + titles[State.Value] + ": job " + Id.Value);
    console.log(JSON.stringify({ outcome: "delivered", kind: "job", id: Id.Value }));
  }
};
export const handler = async (event) => {
  for (const record of event.Records) await say(record);
  return ${answer};
};`;

/** A few jobs, one a minute. */
const fewJobs: Scenario = {
  name: "few-jobs",
  about: "ten jobs",
  play: async (lab) => {
    lab.jobs.backups(10, 10 * minute);
    await lab.wait(30 * minute);
  },
};

const play = async (code: string, scenario: Scenario = fewJobs): Promise<Result> => {
  writeFileSync(join(directory, "index.mjs"), code);
  const certificates = await createCertificates(directory);
  return runScenario(scenario, { codeDirectory: directory, certificates, seed: 1, events: 20 });
};

const failedClaims = ({ failures }: Result): string => failures.map(({ claim }) => claim).join("\n");

describe("the fault lab", () => {
  test("finds nothing wrong with a notifier that tells everything once", async () => {
    const result = await play(notifierOf("1"));
    expect(failedClaims(result)).toBe("");
    expect(result.account).toMatchObject({ events: 20, told: 20, lost: [], twice: 0 });
    expect(result.slackCalls).toBe(20);
  });

  test("finds what a lossy notifier loses", async () => {
    const result = await play(notifierOf("number % 7 === 0 ? 0 : 1"));
    expect(result.account.lost).toHaveLength(2);
    expect(failedClaims(result)).toContain("lost: none");
  });

  test("finds what a notifier tells twice", async () => {
    const result = await play(notifierOf("number === 3 ? 2 : 1"));
    expect(result.account).toMatchObject({ twice: 2, mayBeTwice: 0 }); // One in each sandbox.
    expect(failedClaims(result)).toContain("told twice without an excuse: none");
  });

  test("finds a notifier that logs what it did not tell", async () => {
    const silent = notifierOf("1").replace(
      "await post(",
      "if (number === 5) console.log(JSON.stringify({ outcome: 'delivered', kind: 'job', id: 'x' })); await post(",
    );
    expect(failedClaims(await play(silent))).toContain("contradictions");
  });

  test("finds a notifier that dies, and that prints what is no log", async () => {
    const frail = notifierOf("1").replace(
      "number += 1;",
      "number += 1; if (number === 4) throw process.exit(1);",
    );
    expect(failedClaims(await play(frail))).toContain("sandboxes that died: 0");
    const chatty = notifierOf("1").replace("number += 1;", "number += 1; console.log('debugging');");
    expect(failedClaims(await play(chatty))).toContain("lines in the log that are no JSON: none");
  });

  test("finds a webhook URL in the log", async () => {
    const leaky = notifierOf("1").replace(
      "number += 1;",
      "number += 1; console.log(JSON.stringify({ webhook }));",
    );
    expect(failedClaims(await play(leaky))).toContain("webhook URLs in the log: 0");
  });

  test("plays the same from the same seed", async () => {
    const scenario: Scenario = {
      ...fewJobs,
      play: async (lab, events) => {
        begin({ ...lab, jobs: { ...lab.jobs, happenings: () => undefined } }, events * 2, 10 * minute);
        await lab.wait(30 * minute);
      },
    };
    const [one, other] = [await play(notifierOf("1"), scenario), await play(notifierOf("1"), scenario)];
    expect(other.account.events).toBe(one.account.events);
    expect(other.account.longestDelayMilliseconds).toBe(one.account.longestDelayMilliseconds);
    expect(other.slackCalls).toBe(one.slackCalls);
  });
});
