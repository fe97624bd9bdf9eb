import { join } from "node:path";
import type { Providers } from "../terraform/providers";
import { accountRoot } from "./account-root";

export type LocalEnvironmentOptions = {
  readonly awsUrl: string;
  readonly backupUrl: string;
  readonly providers: Providers;
  /** Its `home` and `tmp` replace the caller's. */
  readonly directory: string;
};

const isLoopback = (url: string): boolean => {
  const { hostname, protocol } = new URL(url);
  return protocol === "http:" && hostname === "127.0.0.1";
};

/**
 * Refuses everything that could reach a real AWS account.
 * @throws Error that names the variable.
 */
export const refuseOtherEndpoints = (env: Readonly<Record<string, string | undefined>>): void => {
  for (const [name, value] of Object.entries(env)) {
    if (!name.startsWith("AWS_ENDPOINT_URL") || value === undefined || isLoopback(value)) continue;
    throw new Error(`${name} is not a loopback address; only calls to the local AWS are allowed`);
  }
  if (!env["AWS_ENDPOINT_URL"] || !env["AWS_ENDPOINT_URL_BACKUP"]) {
    throw new Error("AWS_ENDPOINT_URL and AWS_ENDPOINT_URL_BACKUP must both lead to the local AWS");
  }
  if (env["AWS_ACCESS_KEY_ID"] !== accountRoot.credentials.accessKeyId) {
    throw new Error("the credentials are not the fixed dummies of the local AWS");
  }
};

/**
 * The whole environment of a command that uses the local AWS. It inherits nothing but PATH and TERRAFORM_BINARY_NAME:
 * the caller's credentials, profiles, endpoints and home folder are not in it.
 */
export const localEnvironment = (options: LocalEnvironmentOptions): Readonly<Record<string, string>> => {
  const { providers, directory } = options;
  const terraform = process.env["TERRAFORM_BINARY_NAME"];
  const env = {
    PATH: process.env["PATH"] ?? "",
    HOME: join(directory, "home"),
    TMPDIR: join(directory, "tmp"),
    LANG: "C.UTF-8",
    AWS_ENDPOINT_URL: options.awsUrl,
    AWS_ENDPOINT_URL_BACKUP: options.backupUrl,
    AWS_ACCESS_KEY_ID: accountRoot.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: accountRoot.credentials.secretAccessKey,
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_PROVIDER_VERSION: providers.versions.aws,
    ARCHIVE_PROVIDER_VERSION: providers.versions.archive,
    TF_CLI_CONFIG_FILE: providers.configurationFile,
    TF_IN_AUTOMATION: "1",
    // Several stages are deployed at a time, and Terraform's plugin cache is not made for that.
    CDKTF_DISABLE_PLUGIN_CACHE_ENV: "1",
    CHECKPOINT_DISABLE: "1",
    DISABLE_VERSION_CHECK: "1",
    CI: "1",
    NO_COLOR: "1",
    ...(terraform !== undefined && { TERRAFORM_BINARY_NAME: terraform }),
  };
  refuseOtherEndpoints(env);
  return env;
};
