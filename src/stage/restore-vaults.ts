import { stackIdOf } from "../outputs";
import { closest } from "./closest";
import type { NamedStage } from "./load";
import { shown } from "./problem";

/** Vaults that restore tests name and the stage does not know, one line each, without the file's name. */
export const restoreVaultProblemsOf = ({
  name,
  vault,
  existingVaults = [],
  restoreTests = [],
}: Pick<NamedStage, "name" | "vault" | "existingVaults" | "restoreTests">): readonly string[] => {
  const known = [
    ...(vault ? [vault.name ?? stackIdOf(name)] : []),
    ...existingVaults.map((existing) => existing.name),
  ];
  return restoreTests.flatMap(({ from }, index) =>
    (from.vaults ?? [])
      .filter((given) => !known.includes(given))
      .map((given) => {
        const hint = closest(given, known);
        return `restoreTests[${index}].from.vaults: ${shown(given)} is no vault of the stage, whose vaults are ${known.join(", ")}; add it to existingVaults, or name one of these${hint ? `; did you mean ${hint}?` : ""}`;
      }),
  );
};
