import { BackupClient } from "@aws-sdk/client-backup";
import { connect } from "../aws/client";
import type { Context } from "../program/context";
import { Failure } from "../program/failure";
import { type NotificationSetting, readSetting, restoringCommand } from "../vault/notification-setting";
import { commandLineOf, type Target } from "./commands";
import type { SynthesizedStack } from "./synthesized-stack";

/** A setting that the stage would replace. */
type Taken = { readonly vault: string } & Extract<
  NotificationSetting,
  { readonly kind: "other" | "unknown" }
>;

const factOf = (taken: Taken): string =>
  taken.kind === "other"
    ? `vault ${taken.vault} notifies ${taken.topicArn} (${taken.events.join(", ")})`
    : `which topic vault ${taken.vault} notifies is not known: ${taken.reason}`;

const alternativeOf = (taken: Taken): string =>
  taken.kind === "other"
    ? `{ name: "${taken.vault}", subscribeTo: "${taken.topicArn}" }`
    : `{ name: "${taken.vault}", subscribeTo: "<the ARN of its topic>" }`;

const capitalized = (sentence: string): string => `${sentence[0]?.toUpperCase()}${sentence.slice(1)}`;

/** What is, where a vault does not notify the topic that it should. */
const silenceOf = (setting: NotificationSetting): string => {
  switch (setting.kind) {
    case "none":
      return "it notifies no topic";
    case "own":
      return "it notifies the stage's own topic, which this deployment ends";
    case "other":
      return `it notifies ${setting.topicArn}`;
    case "unknown":
      return `which topic it notifies is not known: ${setting.reason}`;
  }
};

/** A vault whose topic the stage subscribes to must notify that topic, or nothing arrives; its owner may see to it later. */
const warnOfSilence = (
  vault: string,
  wantedTopicArn: string,
  setting: NotificationSetting,
  { stage }: Target,
  { terminal }: Context,
): void => {
  if (setting.kind === "other" && setting.topicArn === wantedTopicArn) return;
  terminal.warn(
    `Nothing of vault ${vault} arrives unless it notifies ${wantedTopicArn}, to which stages/${stage}.ts subscribes; ${silenceOf(setting)}.`,
  );
};

/** What AWS says of each vault, in the order of the stage file. */
const readAll = (
  names: readonly string[],
  { stage, region }: Target,
  context: Context,
): Promise<readonly (readonly [name: string, setting: NotificationSetting])[]> => {
  const backup = connect(BackupClient, context.awsConfig(region));
  return Promise.all(names.map(async (name) => [name, await readSetting(name, stage, backup)] as const));
};

/**
 * A vault has one notification setting, and the stage would replace that of an existing vault: shows what is there, with the
 * command that restores it, and asks. `--take-over` replaces without asking.
 * @throws Failure where the operator declines, or where no one can be asked.
 */
export const checkExistingVaults = async (
  {
    existingVaultNames = [],
    subscribedTopics,
  }: Pick<SynthesizedStack, "existingVaultNames" | "subscribedTopics">,
  target: Target & { readonly flags: { readonly yes: boolean; readonly "take-over": boolean } },
  context: Context,
): Promise<void> => {
  const { terminal } = context;
  const { stage, flags } = target;
  const taken: Taken[] = [];
  for (const [vault, setting] of await readAll(existingVaultNames, target, context)) {
    const { [vault]: topicArn } = subscribedTopics;
    if (topicArn !== undefined) warnOfSilence(vault, topicArn, setting, target, context);
    else if (setting.kind === "other" || setting.kind === "unknown") taken.push({ vault, ...setting });
  }
  if (taken.length === 0) return;
  const facts = taken.map(factOf).join("; ");
  const way = `to keep it, write ${taken.map(alternativeOf).join(", ")} into existingVaults of stages/${stage}.ts`;
  if (!flags["take-over"] && (flags.yes || !terminal.isInteractive)) {
    throw new Failure(
      `${facts}; a vault has one notification setting, so nothing was changed; ${way}; to replace it, run \`${commandLineOf("deploy", target, "--yes", "--take-over")}\``,
    );
  }
  for (const one of taken) terminal.warn(`${capitalized(factOf(one))}.`);
  terminal.say("A vault has one notification setting, and the stage replaces it. What restores it:");
  for (const one of taken) {
    terminal.say(
      one.kind === "other" ? `  ${restoringCommand(one.vault, one)}` : `  not known for vault ${one.vault}`,
    );
  }
  if (flags["take-over"]) return;
  terminal.say(`${capitalized(way)}.`);
  if (!(await terminal.confirm("Replace it?"))) throw new Failure(`${facts}, so nothing was changed; ${way}`);
};
