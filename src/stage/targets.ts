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

/** Every text under one of these names, at any depth, and where. */
export const textsIn = (
  value: unknown,
  names: readonly string[],
  path: string,
  name = path,
): readonly Target[] => {
  if (typeof value === "string") return names.includes(name) ? [[path, value]] : [];
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => textsIn(item, names, `${path}[${index}]`, name));
  }
  return Object.entries(Object(value)).flatMap(([key, item]) => textsIn(item, names, `${path}.${key}`, key));
};

/** Every ARN under one of these names, at any depth, and where. */
export const arnsIn = (value: unknown, names: readonly string[], path: string): readonly Target[] =>
  textsIn(value, names, path).filter(([, text]) => parseArn(text) !== undefined);

/** Every ARN that a stage file gives as a target, and where. */
export const targetsOf = ({
  iam,
  kmsKeyArn,
  existingVaults,
  alarmTopics,
  routes,
}: Targets): readonly Target[] =>
  Object.entries({ iam, kmsKeyArn, existingVaults, alarmTopics, routes }).flatMap(([field, value]) =>
    arnsIn(value, ["permissionsBoundaryArn", "kmsKeyArn", "subscribeTo", "alarmTopics", "forward"], field),
  );

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
