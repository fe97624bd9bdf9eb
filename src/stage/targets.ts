import { parseArn } from "../../handler/model/arn";
import type { NamedStage } from "./load";

/** A stage whose other fields may not be checked yet: some of them can be invalid. */
export type Targets = Partial<Pick<NamedStage, "name" | "accountId">> & {
  readonly existingVaults?: unknown;
  readonly alarmTopics?: unknown;
  readonly routes?: unknown;
  readonly iam?: unknown;
  readonly kmsKeyArn?: unknown;
  readonly vault?: unknown;
};

type Target = readonly [path: string, text: string];

/** Every ARN under one of these names, at any depth, and where. */
const arnsIn = (value: unknown, names: readonly string[], path: string, name = path): readonly Target[] => {
  if (typeof value === "string") {
    return names.includes(name) && parseArn(value) !== undefined ? [[path, value]] : [];
  }
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => arnsIn(item, names, `${path}[${index}]`, name));
  }
  return Object.entries(Object(value)).flatMap(([key, item]) => arnsIn(item, names, `${path}.${key}`, key));
};

/** Every ARN that a stage file gives as a target, and where. */
export const targetsOf = ({ vault, ...stage }: Targets): readonly Target[] => {
  const { iam, kmsKeyArn, existingVaults, alarmTopics, routes } = stage;
  const { breakGlassRoleArn } = Object(vault);
  return [
    ...Object.entries({ iam, kmsKeyArn, existingVaults, alarmTopics, routes }).flatMap(([field, value]) =>
      arnsIn(value, ["permissionsBoundaryArn", "kmsKeyArn", "subscribeTo", "alarmTopics", "forward"], field),
    ),
    // AWS Backup refuses whatever another account does, except copies, and then nobody could ever change the vault's policy.
    // (AWS Backup Developer Guide, Vault access policies)
    ...arnsIn(breakGlassRoleArn, ["breakGlassRoleArn"], "vault.breakGlassRoleArn", "breakGlassRoleArn"),
  ];
};

/** What routes forward to, each once. */
export const forwardTargetsOf = ({ routes }: Pick<NamedStage, "routes">): readonly string[] => [
  ...new Set(routes.flatMap(({ forward }) => forward ?? [])),
];

/** The account that all targets are in, as the stage file says; only a plan knows whether it is the right one. */
export const targetAccountOf = (stage: Targets): string | undefined => {
  if (stage.accountId !== undefined) return stage.accountId;
  const accounts = targetsOf(stage).map(([, arn]) => parseArn(arn)?.accountId);
  // AWS's own policies are in no account.
  return accounts.find((account) => account !== "aws");
};
