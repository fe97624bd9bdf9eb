import type { Outcome } from "../../local/aws/backup/job";
import type { ReceivedMessage } from "../../local/slack/message-log";
import { awaitMessage, must } from "../expectations";
import type { DeployedScene } from "../scene";
import { lastJobId, otherTeamsTable } from "./jobs";

/** The further channel of `e2e/stages/e2e-bot.ts`, for changes of recovery points. */
const changesChannel = "C0CHANGES01";

/** Creates the further channel in Slack, with the app in it. */
export const createChangesChannel = ({ slack }: Pick<DeployedScene, "slack">): void =>
  slack.workspace.setChannel(changesChannel);

/** What a route sends to the further channel is there and nowhere else; test messages are in both. */
export const checkChangesChannel = async ({ step, slack, outputs }: DeployedScene): Promise<void> => {
  await step("the change is in the channel that a route names; test messages are in both", async () => {
    const channelsOf = (title: string): string =>
      slack.messages
        .flatMap(({ text, channel = "" }) => (text.startsWith(title) ? [channel] : []))
        .sort()
        .join();
    const changed = channelsOf("Recovery point deleted");
    must(changed === changesChannel, `the change was posted to ${changed || "no channel"}`);
    const tested = new Set(channelsOf("Test message").split(","));
    for (const channel of [outputs.bot_channel, changesChannel])
      must(tested.has(channel), `channel ${channel} has no test message`);
  });
};

/** A job's only message in the channel, and the replies in its thread. */
const messagesOf = (scene: DeployedScene): { message: ReceivedMessage; replies: ReceivedMessage[] } => {
  const { messages } = scene.slack;
  const id = lastJobId(scene);
  const threads = new Set(
    messages.flatMap((one) => (JSON.stringify(one).includes(id) ? [one.threadTs ?? one.ts] : [])),
  );
  const [message, ...others] = messages.filter(({ ts }) => threads.has(ts));
  must(message !== undefined, `the channel has no message of job ${id}`);
  must(others.length === 0, `the channel has ${others.length + 1} messages of job ${id}`);
  return { message, replies: messages.filter(({ threadTs }) => threadTs === message.ts) };
};

/** With a bot, the last job has one message, edited from its start to its end; its thread has both states. */
export const checkOneMessagePerJob = async (
  scene: DeployedScene,
  end: { readonly title: string; readonly isSentToChannel: boolean },
): Promise<void> => {
  const { title, isSentToChannel } = end;
  await scene.step(
    `the job has one message, edited to "${title}", with its states in the thread`,
    async () => {
      const { message, replies } = messagesOf(scene);
      must(message.text.startsWith(title), `the message says "${message.text}"`);
      const before = message.earlier[0]?.text;
      must(before?.startsWith("Backup started") === true, `at first it said "${before}"`);
      const states = replies.map(({ text }) => text.split(":")[0]);
      must(states.at(-1) === title, `the thread says ${states.join(", ")}`);
      must(
        replies.some(({ isBroadcast }) => isBroadcast) === isSentToChannel,
        `the end was ${isSentToChannel ? "not " : ""}sent to the channel too`,
      );
    },
  );
};

/** The notifier looks at a run after a minute, and its edits are about a minute apart. */
const runSeconds = 180;

/** The plan's rule backs up three tables: one message, edited to its end, with a message of the failure beside it. */
export const checkOneMessagePerRun = async (scene: DeployedScene): Promise<void> => {
  const { step, cloud, slack, outputs } = scene;
  const { plan_ids: planId, backup_role_arn: iamRoleArn } = outputs;
  const after = slack.messages.length;
  const tables = ["orders", "invoices", "customers"].map((name) => otherTeamsTable(scene, name));
  await step("the plan's rule starts three backups, and one of them fails", async () => {
    const scheduledAt = new Date();
    for (const [index, resourceArn] of tables.entries()) {
      const end: Pick<Outcome, "state" | "statusMessage"> =
        index === 0 ? { state: "FAILED", statusMessage: "The table is gone." } : { state: "COMPLETED" };
      cloud.backup.willEnd(resourceArn, { ...end, runningMs: 2000 });
      cloud.backup.runPlanRule({ planId, ruleName: "daily", resourceArn, iamRoleArn, scheduledAt });
    }
  });
  await step(
    "the run has one message, edited to its end; its failure was sent to the channel, too",
    async () => {
      const run = `${outputs.vault_name} / daily`;
      const says = ["3 started", "2 ok", "1 failed", "orders"];
      const message = await awaitMessage(cloud, slack, { title: run, says, after }, runSeconds);
      const names = tables.map((arn) => arn.split("/").at(-1) ?? arn);
      const ofTheRun = slack.messages
        .slice(after)
        .filter(
          ({ text, threadTs }) => threadTs === undefined && [run, ...names].some((it) => text.includes(it)),
        );
      must(ofTheRun.length === 1, `the channel has ${ofTheRun.length} messages of the run`);
      must(message.earlier.length > 0, "the run's message was never edited");
      const [failed = "", ...completed] = names;
      const failure = await awaitMessage(cloud, slack, { title: "Backup failed", says: [failed], after });
      must(
        failure.threadTs === message.ts && failure.isBroadcast === true,
        "the failure was not sent from the run's thread to the channel, too",
      );
      for (const name of completed) {
        const reply = await awaitMessage(cloud, slack, {
          title: "",
          says: [name],
          after,
        });
        must(reply.threadTs === message.ts, `the backup of ${name} is not in the run's thread`);
      }
    },
  );
};
