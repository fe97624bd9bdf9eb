import { parseArn } from "../../handler/model/arn";
import { longestVaultName } from "./copy";
import { copyVaultNameOf } from "./copy-destinations";
import { partitionOf } from "./partition";
import {
  copiesOf,
  type PlacedRule,
  type PlacedSelection,
  placedPlans,
  placedRules,
  placedSelectionsOf,
  rulesOf,
} from "./placed";
import { pathOf, shown } from "./problem";

type Place = {
  readonly accountId?: string | undefined;
  readonly region: string;
  /** As the stage file names its vault, or the default. */
  readonly vaultName?: unknown;
};

/** The values of one field of all copies, and where they are. */
const valuesOf = (
  rules: readonly PlacedRule[],
  field: "region" | "vaultArn",
): readonly (readonly [path: string, value: string])[] =>
  rules
    .flatMap(copiesOf)
    .flatMap(({ path, [field]: value }) =>
      typeof value === "string" ? [[pathOf(["vault", ...path, field]), value] as const] : [],
    );

const vaultArnsOf = (rules: readonly PlacedRule[]) =>
  valuesOf(rules, "vaultArn").filter(([, arn]) => parseArn(arn) !== undefined);

const regionProblem = (copyRegion: string, { region }: Place): string | undefined => {
  if (copyRegion === region) {
    return `${shown(copyRegion)} is the stage's own Region, where its vault is; use another one, or the vaultArn of a second vault there`;
  }
  const [there, here] = [partitionOf(copyRegion), partitionOf(region)];
  return there === here
    ? undefined
    : `${shown(copyRegion)} is in partition ${there}, but the stage is in ${here}, and AWS copies within a partition only; use a Region there`;
};

/** The vault in the other Region has the name of the stage's vault, and more. */
const nameProblem = (vaultName: string, isGiven: boolean, region: string): readonly string[] => {
  const name = copyVaultNameOf(vaultName, region);
  if (name.length <= longestVaultName) return [];
  const most = longestVaultName - (name.length - vaultName.length);
  return [
    `vault.name: expected at most ${most} characters, because copies go into ${shown(name)} and AWS takes ${longestVaultName}, got ${isGiven ? "" : "the default "}${shown(vaultName)}; example: name: ${shown("backups")}`,
  ];
};

/** AWS copies recovery points within a partition only. (AWS Backup Developer Guide, creating backup copies) */
const vaultProblem = (vaultArn: string, { accountId, region, vaultName }: Place): string | undefined => {
  const arn = parseArn(vaultArn);
  const partition = partitionOf(region);
  if (arn?.partition !== partition) {
    return `${shown(vaultArn)} is in partition ${arn?.partition}, but the stage is in ${partition}, and AWS copies within a partition only; use a vault there`;
  }
  const isOwn = arn.accountId === accountId && arn.region === region;
  if (isOwn && arn.resource === `backup-vault:${vaultName}`) {
    return `${shown(vaultArn)} is the stage's own vault, where the recovery points are already; use another vault, or remove the copy`;
  }
  return accountId !== undefined && arn.accountId !== accountId && arn.resource === "backup-vault:Default"
    ? `${shown(vaultArn)} is encrypted with AWS Backup's own key, and AWS copies to another account only into vaults with a key of their own; use another vault there`
    : undefined;
};

/** Whether a selection names RDS or Aurora: of one by tags, nobody knows. */
const namesDatabases = ({ resourceTypes, arns }: PlacedSelection): boolean => {
  const isDatabase = (type: unknown): boolean => type === "RDS" || type === "Aurora";
  const isDatabaseArn = (arn: unknown): boolean => typeof arn === "string" && arn.split(":")[2] === "rds";
  return (
    (Array.isArray(resourceTypes) && resourceTypes.some(isDatabase)) ||
    (Array.isArray(arns) && arns.some(isDatabaseArn))
  );
};

/** (AWS Backup Developer Guide, Creating backup copies: RDS and Aurora) */
const databaseProblems = (vault: unknown, { accountId, region }: Place): readonly string[] => {
  if (accountId === undefined) return [];
  return placedPlans(vault)
    .filter((plan) => placedSelectionsOf(plan).some(namesDatabases))
    .flatMap((plan) => vaultArnsOf(rulesOf(plan)))
    .flatMap(([path, vaultArn]) => {
      const arn = parseArn(vaultArn);
      return arn?.accountId === accountId || arn?.region === region
        ? []
        : [
            `${path}: ${shown(vaultArn)} is in another Region and another account, and AWS copies RDS and Aurora to either, not both at once; copy to account ${arn?.accountId} in ${region}, and on from there, or to your own vault in ${arn?.region}; example: region: ${shown(arn?.region)}`,
          ];
    });
};

/**
 * What is wrong with the copies of a stage in its Region, one line each, without the file's name.
 * @param vault as it is written; other fields of it may be invalid
 * @param defaultName the vault's name where the file gives none
 */
export const copyProblemsOf = (vault: unknown, defaultName: string, place: Place): readonly string[] => {
  const rules = placedRules(vault);
  const regions = valuesOf(rules, "region");
  const { name = defaultName } = Object(vault);
  const withReason = (problemIn: (text: string, place: Place) => string | undefined) => {
    return ([path, text]: readonly [string, string]): readonly string[] => {
      const problem = problemIn(text, { ...place, vaultName: name });
      return problem === undefined ? [] : [`${path}: ${problem}`];
    };
  };
  return [
    ...regions.flatMap(withReason(regionProblem)),
    ...(regions.length > 0 && typeof name === "string"
      ? nameProblem(name, Object(vault).name !== undefined, place.region)
      : []),
    ...vaultArnsOf(rules).flatMap(withReason(vaultProblem)),
    ...databaseProblems(vault, place),
  ];
};
