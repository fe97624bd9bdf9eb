import { ledgerNameOf, stackIdOf } from "../outputs";
import {
  ownTakenBy,
  type SelectingStage,
  type SelectionAt,
  selectionsOf,
  type TestResource,
  testResourcesOf,
  testTagsOf,
  wordsFor,
} from "./own-resources";
import { stackTagsOf } from "./own-tags";
import { partitionOf } from "./partition";
import { placedPlans, placedSelectionsOf } from "./placed";
import { pathOf, shown } from "./problem";
import { arnPlaceProblem, selectionArn } from "./selection-arn";

/** (Amazon EC2 User Guide, tag restrictions; DynamoDB Developer Guide, Tagging restrictions) */
const maxTags = 50;

const fieldOf = ({ path, isShort, settings }: SelectionAt): string =>
  isShort ? `${path}.selectionTags` : `${path}.${settings.tags === undefined ? "anyTags" : "tags"}`;

/** A selection by tags that fits what the stack creates. Wider ones leave that out by themselves. */
const ownTagProblem = (at: SelectionAt, stage: SelectingStage): readonly string[] => {
  const tags = at.settings.tags ?? at.settings.anyTags;
  if (tags === undefined || !ownTakenBy(at.settings, stage).ledger) return [];
  const [key, value] = Object.entries(stackTagsOf(stage)).find(([own]) => !Object.hasOwn(tags, own)) ?? [];
  const instead =
    at.isShort || key === undefined ? "" : `, or add notTags ${JSON.stringify({ [key]: value })}`;
  return [
    `${fieldOf(at)}: ${JSON.stringify(tags)} are tags of everything that the stack creates, so the plan would back up its ledger, too; choose a tag that only resources to back up have, such as {"backup":"daily"}${instead}`,
  ];
};

/** What a selection leaves out, with what the stack leaves out besides. (AWS Backup API Reference, BackupSelection) */
const maxExceptions = 500;

const exceptProblem = ({ path, settings }: SelectionAt, stage: SelectingStage): readonly string[] => {
  const given = settings.except?.length ?? 0;
  const own = Object.values(ownTakenBy(settings, stage)).filter((isTaken) => isTaken).length;
  return given <= maxExceptions && given + own > maxExceptions
    ? [
        `${path}.except: expected at most ${maxExceptions - own} ARNs, because the stack leaves out ${own === 1 ? "its ledger" : "its ledger and the test instance's disk"}, too, and AWS takes ${maxExceptions}; got ${given}; use * in one`,
      ]
    : [];
};

/** The ARNs in one field of all selections, and where they are. */
const arnsOf = (
  vault: unknown,
  field: "arns" | "except",
): readonly (readonly [path: string, arn: string])[] =>
  placedPlans(vault)
    .flatMap(placedSelectionsOf)
    .flatMap(({ path, [field]: arns }) =>
      (Array.isArray(arns) ? arns : []).flatMap((arn, index) =>
        typeof arn === "string" && selectionArn.safeParse(arn).success
          ? [[pathOf(["vault", ...path, field, index]), arn] as const]
          : [],
      ),
    );

/** @param vault as it is written; other fields of it may be invalid */
const arnProblems = (
  vault: unknown,
  { name, accountId }: Pick<SelectingStage, "name"> & { readonly accountId?: string | undefined },
  region: string,
): readonly string[] => {
  const place = { partition: partitionOf(region), region, accountId };
  const ledger = `table/${ledgerNameOf(stackIdOf(name))}`;
  return (["arns", "except"] as const).flatMap((field) =>
    arnsOf(vault, field).flatMap(([path, arn]) => {
      const problem =
        arnPlaceProblem(arn, place) ??
        (field === "arns" && arn.split(":")[5] === ledger
          ? `${shown(arn)} is the notifier's own ledger, of which a backup is of no use; remove it`
          : undefined);
      return problem === undefined ? [] : [`${path}: ${problem}`];
    }),
  );
};

const taggedBy: Readonly<Record<TestResource, string>> = {
  instance: "EC2",
  table: "DynamoDB",
  volume: "EBS",
  database: "RDS",
  fileSystem: "EFS",
  bucket: "S3",
};

const testWorkloadProblems = (stage: SelectingStage): readonly string[] => {
  if (stage.vault === undefined) return [];
  return testResourcesOf(stage).flatMap((what) => testResourceProblems(stage, what));
};

const testResourceProblems = (stage: SelectingStage, what: TestResource): readonly string[] => {
  const test = testTagsOf(stage, what);
  if (test === undefined) {
    return [
      `testWorkload: no selection can take the test ${wordsFor(what)}, so it would never be backed up; add one by a tag that it can be given, such as {"backup":"test"}`,
    ];
  }
  const count = Object.keys({ ...stackTagsOf(stage), ...test.tags, Name: "" }).length;
  return count > maxTags
    ? [
        `${fieldOf(test.at)}: the test ${wordsFor(what)} would have ${count} tags, with those of the stack, and ${taggedBy[what]} allows ${maxTags}; use fewer in tags or ${test.at.isShort ? "selectionTags" : "in the selection"}`,
      ]
    : [];
};

/**
 * What is wrong with a stage's selections in its Region, one line each, without the file's name.
 * @param vault the vault as it is written, where the stage has only what is valid
 */
export const selectionProblemsOf = (
  stage: SelectingStage & { readonly accountId?: string | undefined },
  region: string,
  vault: unknown = stage.vault,
): readonly string[] => [
  ...selectionsOf(stage).flatMap((at) => [...ownTagProblem(at, stage), ...exceptProblem(at, stage)]),
  ...arnProblems(vault, stage, region),
  ...testWorkloadProblems(stage),
];
