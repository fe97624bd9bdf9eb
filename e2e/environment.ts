import { localEnvironment } from "../local/aws/environment";
import type { Providers } from "../local/terraform/providers";
import { place } from "./place";

export type Endpoints = { readonly awsUrl: string; readonly backupUrl: string };

/** The whole environment of a user's commands in the local world. */
export const commandEnvironment = (
  endpoints: Endpoints,
  providers: Providers,
): Readonly<Record<string, string>> => ({
  ...localEnvironment({ ...endpoints, providers, directory: place.run }),
  STAGES_DIR: "e2e/stages",
});
