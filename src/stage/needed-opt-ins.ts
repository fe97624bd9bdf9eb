import { alwaysOptIn } from "../../handler/selection/resolve";
import { optInOf, type SelectingStage, selectionsOf, testResourcesOf, wordsFor } from "./own-resources";

/**
 * The resource types that a stage needs to be opted in to in its Region, each with what its plans skip otherwise: test resources, and
 * types that a selection names. Naming a type overrides the opt-in of most. What tags alone select may be of any type.
 */
export const neededOptIns = (stage: SelectingStage): Readonly<Record<string, readonly string[]>> => {
  const needed: Record<string, string[]> = {};
  const need = (type: string, what: string): void => {
    needed[type] = [...(needed[type] ?? []), what];
  };
  for (const what of testResourcesOf(stage)) {
    const type = optInOf(stage, what);
    if (type !== undefined) need(type, `the test ${wordsFor(what)}`);
  }
  for (const { settings, path } of selectionsOf(stage)) {
    for (const type of new Set(settings.resourceTypes)) {
      if (alwaysOptIn.test(type)) need(type, `${type} resources of ${settings.name ?? path}`);
    }
  }
  return needed;
};
