import { type LocalEnvironmentOptions, localEnvironment } from "../local/ministack/environment";
import type { Providers } from "../local/terraform/providers";
import { place } from "./paths";

type Endpoints = Pick<LocalEnvironmentOptions, "awsUrl" | "backupUrl"> & {
  /** The Web API of the story's Slack, for a stage file with a bot. */
  readonly slackApiUrl: string;
};

/** The whole environment of a user's commands; it reaches the local stand-ins only. */
export const commandEnvironment = (
  { slackApiUrl, ...endpoints }: Endpoints,
  providers: Providers,
): Readonly<Record<string, string>> => ({
  ...localEnvironment({ ...endpoints, providers, directory: place.run }),
  STAGES_DIR: "e2e/stages",
  E2E_SLACK_API_URL: slackApiUrl,
});
