import type { Run } from "../local/process/run-file";
import type { Commands } from "../local/run/commands";
import type { LocalSlack } from "../local/slack/slack";
import type { StackOutputs } from "../src/outputs";
import type { Cloud } from "./cloud";
import type { SlackWay } from "./slack-way";
import type { Step } from "./steps";
import type { Workspace } from "./workspace";

export const storyNames = [
  "queue",
  "bot",
  "direct",
  "prod",
  "workloads",
  "watch",
  "restore-tests",
  "examples",
  "sandbox",
] as const;

export type StoryName = (typeof storyNames)[number];

/** What a story plays in. */
export type Scene = {
  readonly cloud: Cloud;
  /** The story's Slack. */
  readonly slack: LocalSlack;
  readonly way: SlackWay;
  readonly workspace: Workspace;
  readonly step: Step;
};

/** A scene in which the stage is deployed. */
export type DeployedScene = Scene & { readonly outputs: StackOutputs };

export type Story = {
  readonly name: StoryName;
  readonly stage: string;
  readonly way: SlackWay;
  /** Whether the other stories' resources would be in its way. */
  readonly hasOwnCloud?: true;
  readonly play: (scene: Scene) => Promise<void>;
};

/** What a story plays in that starts everything itself. */
export type LoneScene = { readonly step: Step; readonly commands: Commands; readonly run: Run };

/** A story beside the others' cloud. */
export type LoneStory = {
  readonly name: StoryName;
  readonly playAlone: (scene: LoneScene) => Promise<void>;
};
