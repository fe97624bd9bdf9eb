import { resourceTypeOf } from "../../handler/model/resource";
import { resolve } from "../../handler/selection/resolve";
import type { Candidate, OptIns, Selection } from "../../handler/selection/selection";
import { ledgerNameOf, stackIdOf } from "../outputs";
import { type MatchedTags, tagConditionsOf } from "./matched-tags";
import { stackTagsOf } from "./own-tags";
import { type PlanSettings, planPathOf } from "./plan";
import { awsSelectionOf, type SelectionSettings } from "./selection";
import type { TestWorkloadSettings } from "./test-workload";

/** What decides which of its own resources a stage's plans would take. */
export type SelectingStage = {
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly vault?: { readonly plans: readonly Pick<PlanSettings, "name" | "selections">[] } | undefined;
  readonly testWorkload?: TestWorkloadSettings | undefined;
};

/** Any account and Region: whatever patterns say of them, the stack's resources are where its plans are. */
const anyArn = (service: string, resource: string): string =>
  `arn:aws:${service}:us-east-1:111122223333:${resource}`;

const anywhere = (pattern: string): string => {
  const [prefix, , service = "", , , ...resource] = pattern.split(":");
  return resource.length === 0
    ? pattern.replace(/^arn:[^:*]+:/, "arn:*:")
    : [prefix, "*", service, "*", "*", ...resource].join(":");
};

const allOptedIn = { DynamoDB: true, EBS: true, EC2: true, EFS: true, RDS: true, S3: true };

const verdictOn = (selection: Selection, candidate: Candidate, optIns: OptIns) => {
  const { resources, except } = selection;
  const here = { ...selection, resources: resources.map(anywhere), except: except.map(anywhere) };
  return resolve(here, candidate, optIns).is;
};

const takes = (selection: Selection, candidate: Candidate): boolean =>
  verdictOn(selection, candidate, allOptedIn) === "selected";

const selectionOf = (settings: SelectionSettings): Selection =>
  awsSelectionOf(settings, { name: "", partition: "aws" });

/** What of the stack's own a selection would take: the notifier's ledger, and the test instance's disk beside the instance. */
export type OwnTaken = { readonly ledger: boolean; readonly disk: boolean };

export const ownTakenBy = (settings: SelectionSettings, stage: SelectingStage): OwnTaken => {
  const selection = selectionOf(settings);
  const tags = stackTagsOf(stage);
  const volume = anyArn("ec2", "volume/vol-00000000000000000");
  return {
    ledger: takes(selection, {
      arn: anyArn("dynamodb", `table/${ledgerNameOf(stackIdOf(stage.name))}`),
      tags,
    }),
    // Whether the stack's tags reach the disk depends on the provider's version.
    disk:
      stage.testWorkload?.instanceType !== undefined &&
      [{}, tags].some((diskTags) => takes(selection, { arn: volume, tags: diskTags })),
  };
};

/** Tags of a selection that a resource can be given: none of AWS's own, and the shortest text for `*`. */
const settable = (tags: MatchedTags | undefined): readonly (readonly [key: string, value: string])[] =>
  tagConditionsOf(tags)
    .filter(({ key }) => !/^aws:/i.test(key))
    .map(({ key, value }) => [key, value.replaceAll("*", "")]);

/** What a stage can have to be backed up, as a stage file names it. */
const testResources = ["instance", "table", "volume", "database", "fileSystem", "bucket"] as const;

export type TestResource = (typeof testResources)[number];

/** A test resource in a sentence. */
export const wordsFor = (what: TestResource): string => (what === "fileSystem" ? "file system" : what);

/** The ARN of a test resource, with the name that the stack gives it; ids that AWS gives stand for any. */
const testArnOf = ({ name: stage }: Pick<SelectingStage, "name">, what: TestResource): string => {
  const name = `${stackIdOf(stage)}-test`;
  switch (what) {
    case "instance":
      return anyArn("ec2", "instance/i-00000000000000000");
    case "table":
      return anyArn("dynamodb", `table/${name}-table`);
    case "volume":
      return anyArn("ec2", "volume/vol-00000000000000000");
    case "database":
      return anyArn("rds", `db:${name}-database`);
    case "fileSystem":
      return anyArn("elasticfilesystem", "file-system/fs-00000000000000000");
    case "bucket":
      return `arn:aws:s3:::${name}-bucket-111122223333`;
  }
};

/** The test resources of a stage. */
export const testResourcesOf = ({ testWorkload }: SelectingStage): readonly TestResource[] =>
  testResources.filter((what) =>
    what === "instance" ? testWorkload?.instanceType !== undefined : testWorkload?.[what],
  );

/** The fewest tags with which a selection takes a test resource; `undefined` where it cannot. */
const testTagsFor = (
  settings: SelectionSettings,
  stage: SelectingStage,
  what: TestResource,
): Readonly<Record<string, string>> | undefined => {
  const selection = selectionOf(settings);
  const arn = testArnOf(stage, what);
  const all = settable(settings.tags);
  return [[], ...settable(settings.anyTags).map((pair) => [pair])]
    .map((any) => Object.fromEntries([...all, ...any]))
    .find((tags) => takes(selection, { arn, tags: { ...stackTagsOf(stage), ...tags, Name: "" } }));
};

/** A selection, and where it is in the stage file. */
export type SelectionAt = {
  readonly settings: SelectionSettings;
  /** `vault.plans[0].selections[1]`; `vault` for the short form. */
  readonly path: string;
  readonly isShort: boolean;
};

export const selectionsOf = ({ vault }: SelectingStage): readonly SelectionAt[] =>
  (vault?.plans ?? []).flatMap((plan, index) => {
    const isShort = plan.name === undefined;
    const path = planPathOf(plan, index);
    return plan.selections.map((settings, position) => ({
      settings,
      path: isShort ? path : `${path}.selections[${position}]`,
      isShort,
    }));
  });

/** The tags that a test resource needs so that a plan takes it, and the selection that does; `undefined` where none can. */
export const testTagsOf = (
  stage: SelectingStage,
  what: TestResource,
): { readonly at: SelectionAt; readonly tags: Readonly<Record<string, string>> } | undefined =>
  selectionsOf(stage)
    .map((at) => ({ at, tags: testTagsFor(at.settings, stage, what) }))
    .flatMap(({ at, tags }) => (tags === undefined ? [] : [{ at, tags }]))[0];

const candidateOf = (stage: SelectingStage, what: TestResource): Candidate => ({
  arn: testArnOf(stage, what),
  tags: { ...stackTagsOf(stage), ...testTagsOf(stage, what)?.tags, Name: "" },
});

/** The plans that take a test resource with the tags that it has. */
export const plansTaking = <Plan extends Pick<PlanSettings, "selections">>(
  stage: Omit<SelectingStage, "vault"> & { readonly vault?: { readonly plans: readonly Plan[] } | undefined },
  what: TestResource,
): readonly Plan[] =>
  (stage.vault?.plans ?? []).filter(({ selections }) =>
    selections.some((settings) => takes(selectionOf(settings), candidateOf(stage, what))),
  );

/** AWS Backup's type of a test resource, where no selection takes it unless that is opted in to in the Region. */
export const optInOf = (stage: SelectingStage, what: TestResource): string | undefined =>
  selectionsOf(stage).some(
    ({ settings }) => verdictOn(selectionOf(settings), candidateOf(stage, what), {}) === "selected",
  )
    ? undefined
    : resourceTypeOf(testArnOf(stage, what));
