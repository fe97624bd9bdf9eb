import { parseArn } from "../../model/arn";
import { typesOf } from "../../selection/resolve";
import { type Answer, answered, known, unseen } from "../answer";
import type { Inventory } from "../ask/inventory";
import type { Plan, ProtectedResource, Resource } from "../facts";
import type { Memory } from "../memory/memory";
import { isOfStage } from "../scope";
import type { WatchSettings } from "../settings";
import type { WatchPlace } from "../watch-context";

/** The form of an ARN as the tagging API names it: `eks:cluster`. */
const formOf = (arn: string): string => {
  const { service, resource } = parseArn(arn) ?? {};
  return `${service}:${resource?.split(/[/:]/, 1)[0]}`;
};

/** The ARNs, in this Region and account, by which the stage's plans select single resources. */
export const namedOf = (
  plans: Answer<readonly Plan[]>,
  { region, accountId }: Pick<WatchPlace, "region" | "accountId">,
): ReadonlySet<string> => {
  const isHere = (text: string): boolean => {
    const arn = parseArn(text);
    return (arn?.region ?? region) === region && (arn?.accountId ?? accountId) === accountId;
  };
  return new Set(
    (answered(plans) ?? []).flatMap(({ rules, selections }) =>
      answered(rules)?.length === 0
        ? []
        : (answered(selections) ?? []).flatMap(({ resources }) =>
            resources.filter((arn) => !arn.includes("*") && typesOf(arn).length > 0 && isHere(arn)),
          ),
    ),
  );
};

type Seen = {
  readonly inventory: Answer<Inventory>;
  readonly protectedResources: Answer<readonly ProtectedResource[]>;
  readonly named: ReadonlySet<string>;
  readonly vaultNames: WatchSettings["vaultNames"];
};

/**
 * The resources that exist, or may: what has tags, what was backed up, and what a plan names. What had tags and is not shown any more
 * is gone; what never had any cannot be seen. Of a type that is not known, AWS was not asked.
 */
export const resourcesOf = (
  { inventory, protectedResources, named, vaultNames }: Seen,
  resources: Memory["resources"],
): Answer<readonly Resource[]> => {
  if (inventory.is === "unknown") return inventory;
  const { tags, unlisted } = inventory.value;
  const unknownTypes = new Set(
    (answered(protectedResources) ?? []).flatMap(({ arn, vaultName }) =>
      typesOf(arn).length === 0 && isOfStage(vaultNames, vaultName) ? [arn] : [],
    ),
  );
  const listed = [...tags].map(([arn, own]): Resource => ({ arn, tags: known(own), exists: known(true) }));
  const others = new Set([
    ...(answered(protectedResources) ?? []).map(({ arn }) => arn),
    ...resources.keys(),
    ...named,
  ]);
  const unlistedResources = [...others]
    .filter((arn) => !tags.has(arn))
    .map((arn): Resource => {
      const isVisible = !unlisted.includes(formOf(arn));
      return {
        arn,
        tags: unknownTypes.has(arn) ? unseen("not-understood") : isVisible ? known({}) : unseen("not-ours"),
        exists: isVisible && resources.get(arn)?.wasListed ? known(false) : unseen("not-ours"),
      };
    });
  return known([...listed, ...unlistedResources]);
};
