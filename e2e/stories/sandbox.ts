import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { startGroup } from "../../local/process/process-group";
import { endOfLog } from "../../local/run/commands";
import { projectDirectory } from "../../local/run/place";
import { must } from "../expectations";
import { place } from "../paths";
import type { LoneScene, LoneStory } from "../scene";
import { StepFailure } from "../steps";

/** The issue is a first message within two minutes; a busy machine gets more. */
const startSeconds = 300;
const messageSeconds = 30;

const folder = join(projectDirectory, ".e2e", "sandbox");

/** Waits until a text is in a log; fails where its program ended before. */
const awaitText = async (file: string, text: RegExp, ended: Promise<unknown>): Promise<RegExpExecArray> => {
  const state = { isRunning: true };
  void ended.then(() => {
    state.isRunning = false;
  });
  const deadline = Date.now() + startSeconds * 1000;
  while (state.isRunning && Date.now() < deadline) {
    const found = text.exec(await readFile(file, "utf8"));
    if (found) return found;
    await delay(200);
  }
  throw new StepFailure(`the sandbox did not say ${text.source}`, [await endOfLog(file)]);
};

/** Reads the page's stream until a message says all of this. */
const awaitOnPage = async (pageUrl: string, ...says: readonly string[]): Promise<void> => {
  const signal = AbortSignal.timeout(messageSeconds * 1000);
  const { body } = await fetch(new URL("/messages", pageUrl), { signal });
  must(body !== null, `${pageUrl} has no stream of messages`);
  let unread = "";
  try {
    for await (const chunk of body) {
      const lines = `${unread}${Buffer.from(chunk).toString("utf8")}`.split("\n");
      unread = lines.pop() ?? "";
      if (lines.some((line) => says.every((text) => line.includes(text)))) return;
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  throw new StepFailure(`no message on the page says ${says.join(", ")} within ${messageSeconds} s`);
};

/** Types a line into the sandbox's shell. */
const type = async ({ commands }: LoneScene, line: string, exitCode = 0): Promise<string> => {
  const { PATH, HOME } = process.env;
  const result = await commands.run({
    name: `sandbox-${line.split(" ")[0]}`,
    command: "bash",
    args: ["-c", `. '${join(folder, "environment.sh")}' && ${line}`],
    cwd: projectDirectory,
    env: { PATH, HOME },
  });
  if (result.exitCode !== exitCode) {
    throw new StepFailure(`\`${line}\` ended with ${result.exitCode}`, [await endOfLog(result.logFile)]);
  }
  return result.output;
};

/** The sandbox, as someone uses it who has no account: started, used and stopped. */
export const sandboxStory: LoneStory = {
  name: "sandbox",
  playAlone: async (scene) => {
    const { step, run } = scene;
    const logFile = join(place.logs, "sandbox.log");
    const [program, pageUrl] = await step(
      "npm run sandbox: a deployed stage, and its first messages",
      async () => {
        const group = await startGroup({
          command: "npm",
          args: ["run", "--silent", "sandbox", "--", "--no-shell"],
          cwd: projectDirectory,
          env: process.env,
          logFile,
        });
        run.started(group.mark);
        const [, url = ""] = await awaitText(logFile, /The Slack page is (http:\S+);/, group.ended);
        await awaitText(logFile, /Ctrl-C stops and removes everything/, group.ended);
        await awaitOnPage(url, "backup completed");
        return [group, url] as const;
      },
    );
    try {
      await step("in its shell: a backup, a failing one, and what is not allowed", async () => {
        must(
          (await type(scene, "backup table")).includes("It ended COMPLETED"),
          "the backup did not complete",
        );
        await awaitOnPage(pageUrl, "backup completed", "orders");
        must(
          (await type(scene, "fail database the disk is full")).includes("It ended FAILED: the disk is full"),
          "the backup did not fail",
        );
        await awaitOnPage(pageUrl, "Backup failed", "shop", "the disk is full");
        const refusal = await type(scene, "slack-down 1y", 2);
        must(refusal.includes('the time is "1y"; allowed is from 1s to 1h'), `it says: ${refusal}`);
      });
      await step(
        "in its shell: Slack is down for a second, the webhook is removed and restored",
        async () => {
          await type(scene, "slack-down 1s");
          await type(scene, "backup files");
          await awaitOnPage(pageUrl, "backup completed", "fs-0a1b2c3d");
          await type(scene, "kill-webhook");
          const doctor = await type(scene, "npm run --silent doctor -- dev", 1);
          must(
            doctor.includes("Slack rejects the webhook"),
            "doctor does not notice that the webhook is gone",
          );
          await type(scene, "restore");
          must(
            (await type(scene, "npm run --silent send-test -- dev")).includes(
              "Delivered: Slack answered 200",
            ),
            "no test message arrives after the webhook was restored",
          );
        },
      );
      await step("Ctrl-C leaves nothing behind", async () => {
        process.kill(-program.mark.pid, "SIGINT");
        await program.ended;
        const log = await readFile(logFile, "utf8");
        must(log.includes("The sandbox is gone"), `it ended with: ${log.slice(-300)}`);
        must(!/hooks\.slack|services\/T/.test(log), "the webhook URL is in what it printed");
        for (const left of [folder, `${folder}.json`]) must(!existsSync(left), `${left} is left`);
      });
    } finally {
      await program.end();
    }
  },
};
