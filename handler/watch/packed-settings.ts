import { parseArn } from "../model/arn";
import type { WatchSettings } from "./settings";

/**
 * `WatchSettings` as the function's environment holds them, which has 4 KB: existing vaults by name, of which a stage may have
 * many, each once.
 */
export type PackedSettings = WatchSettings & {
  /** Existing vaults, and the topic that they must notify. Their backups count as those of `vaultNames`. */
  readonly notifyingVaults?: readonly { readonly topicArn: string; readonly names: readonly string[] }[];
};

/** The settings in full. A vault is where the stage's key is: in its account and Region. */
export const unpacked = ({ notifyingVaults = [], ...settings }: PackedSettings): WatchSettings => {
  const key = settings.expected.find(({ of }) => of === "key")?.arn;
  const { partition = "aws", region = "", accountId = "" } = parseArn(key) ?? {};
  const { vaultNames, expected } = settings;
  return {
    ...settings,
    vaultNames:
      vaultNames === "all-vaults"
        ? vaultNames
        : [...vaultNames, ...notifyingVaults.flatMap(({ names }) => names)],
    expected: [
      ...expected,
      ...notifyingVaults.flatMap(({ topicArn, names }) =>
        names.map((name) => ({
          of: "vault-notifications" as const,
          arn: `arn:${partition}:backup:${region}:${accountId}:backup-vault:${name}`,
          expected: topicArn,
        })),
      ),
    ],
  };
};
