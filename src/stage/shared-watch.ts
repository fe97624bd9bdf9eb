import type { NamedStage } from "./load";

type Located = Pick<NamedStage, "name" | "accountId" | "watch">;

/**
 * Another stage of the folder that looks for unprotected resources in the same account and Region: each would report all of
 * them. Only what is certain is refused: both files name the account, and the other names the Region.
 * @param others the stages that can be loaded; read only where the stage names its account
 */
export const sharedWatchProblemsOf = (
  { name, accountId, watch }: Located,
  region: string,
  others: () => readonly NamedStage[],
): readonly string[] =>
  accountId === undefined || watch?.unprotected === undefined
    ? []
    : others()
        .filter(
          (other) =>
            other.name !== name &&
            other.accountId === accountId &&
            other.region === region &&
            other.watch?.unprotected !== undefined,
        )
        .map(
          (other) =>
            `watch.unprotected: ${other.name}.ts has it too, in the same account and Region, and it is about all of them, so each resource would be reported twice; remove it from one`,
        );
