import {
  type Answer,
  absent,
  agree,
  answered,
  type Sources,
  type StateVault,
  unanswered,
  vaultNameIn,
} from "../../../scripts/cleanup/agreement";

const arnOf = (name: string): string => `arn:aws:backup:eu-west-1:111122223333:backup-vault:${name}`;
const stateVault = (name: string, forceDestroy = false): StateVault => ({
  name,
  arn: arnOf(name),
  forceDestroy,
});
const fileVault = (name: string, forceDestroy = false) => ({ name, forceDestroy });
const silent = unanswered("AWS is on fire");
const statePath = answered("terraform.backup-notifications-dev.tfstate");

/** What a deployed stage dev with its vault `own` looks like. */
const agreeing: Sources = {
  stage: "dev",
  defaultVaultName: "backup-notifications-dev",
  outputs: {
    stage: answered("dev"),
    vaultName: answered("own"),
    vaultArn: answered(arnOf("own")),
    forceDestroy: answered(false),
    existingVaults: answered(["Default"]),
    statePath,
  },
  state: answered(stateVault("own")),
  file: { vault: answered(fileVault("own")), existingVaults: answered(["Default"]), statePath },
  aws: { vault: answered(arnOf("own")), owner: answered("dev") },
};

type Changes = {
  readonly outputs?: Partial<Sources["outputs"]>;
  readonly state?: Sources["state"];
  readonly file?: Partial<Sources["file"]>;
  readonly aws?: Partial<Sources["aws"]>;
};

const withChanges = (...all: readonly Changes[]): Sources => {
  let { outputs, state, file, aws } = agreeing;
  for (const changes of all) {
    outputs = { ...outputs, ...changes.outputs };
    state = changes.state ?? state;
    file = { ...file, ...changes.file };
    aws = { ...aws, ...changes.aws };
  }
  return { ...agreeing, outputs, state, file, aws };
};

const noOutputs: Sources["outputs"] = {
  stage: absent,
  vaultName: absent,
  vaultArn: absent,
  forceDestroy: absent,
  existingVaults: absent,
  statePath: absent,
};

test("where everything agrees, the vault of the state is deleted, and the secrets", () => {
  expect(agree(agreeing)).toEqual({ kind: "delete", vault: stateVault("own"), keepsSecrets: false });
});

test("without outputs, state, file and AWS must agree, and the secrets stay", () => {
  expect(agree(withChanges({ outputs: noOutputs }))).toEqual({
    kind: "delete",
    vault: stateVault("own"),
    keepsSecrets: true,
  });
});

test("a stage without a vault has nothing to empty", () => {
  const sources = withChanges({
    outputs: { vaultName: answered(""), vaultArn: answered(""), forceDestroy: absent },
    state: absent,
    file: { vault: absent },
    aws: { vault: absent, owner: absent },
  });
  expect(vaultNameIn(sources)).toBeUndefined();
  expect(agree(sources)).toEqual({ kind: "nothing-to-empty", keepsSecrets: false });
});

test("without outputs, a vault of the stage's name that only AWS has is not left behind without its key", () => {
  const sources = withChanges({ outputs: noOutputs, state: absent, file: { vault: absent } });
  expect(vaultNameIn(sources)).toBe("backup-notifications-dev");
  expect(agree(sources)).toEqual({
    kind: "refuse",
    reason: expect.stringContaining(
      "AWS has vault backup-notifications-dev, and neither Terraform's state nor stages/dev.ts has one; ",
    ),
  });
});

const gone = { aws: { vault: absent, owner: absent } } as const;

test.each<[string, Changes]>([
  ["the state still holds", {}],
  ["Terraform has removed from the state", { state: absent }],
  ["was never created", { state: absent, outputs: noOutputs }],
])("a vault that %s, and AWS no longer has, does not stop the rest", (_what, changes) => {
  expect(agree(withChanges(changes, gone))).toMatchObject({ kind: "nothing-to-empty", goneVault: "own" });
});

test.each<[string, Changes, string]>([
  [
    "the outputs of another stage",
    { outputs: { stage: answered("prod") } },
    "the outputs are of stage prod, and the command names stage dev",
  ],
  [
    "the outputs of another state",
    { outputs: { statePath: answered("terraform.x.tfstate") } },
    "the outputs are of state terraform.x.tfstate, and stages/dev.ts uses terraform.backup-notifications-dev.tfstate",
  ],
  ["a file without a state", { file: { statePath: absent } }, "stages/dev.ts names no state file"],
  [
    "outputs with another vault",
    { outputs: { vaultName: answered("Default") } },
    "Terraform's state holds vault own, and the outputs name vault Default",
  ],
  [
    "outputs without a vault",
    { outputs: { vaultName: answered("") } },
    "Terraform's state holds vault own, and the outputs name no vault",
  ],
  [
    "outputs with a vault of another Region",
    { outputs: { vaultArn: answered("arn:aws:backup:us-east-1:1:backup-vault:own") } },
    `Terraform's state holds vault ${arnOf("own")}, and the outputs name arn:aws:backup:us-east-1:1:backup-vault:own`,
  ],
  [
    "a file with another vault",
    { file: { vault: answered(fileVault("other")) } },
    "Terraform's state holds vault own, and stages/dev.ts has vault other",
  ],
  [
    "a file without a vault",
    { file: { vault: absent } },
    "Terraform's state holds vault own, and stages/dev.ts has no vault",
  ],
  [
    "outputs that call it another team's",
    { outputs: { existingVaults: answered(["a", "own"]) } },
    "Terraform's state holds vault own as the stage's own, and the outputs name it in existingVaults",
  ],
  [
    "a file that calls it another team's",
    { file: { existingVaults: answered(["own"]) } },
    "Terraform's state holds vault own as the stage's own, and stages/dev.ts names it in existingVaults",
  ],
  [
    "a file that says nothing about other teams' vaults",
    { file: { existingVaults: absent } },
    "Terraform's state holds vault own, and stages/dev.ts does not say which vaults are another team's",
  ],
  [
    "outputs with another forceDestroy",
    { outputs: { forceDestroy: answered(true) } },
    "Terraform's state holds vault own with forceDestroy false, and the outputs say true",
  ],
  [
    "a file with another forceDestroy",
    { file: { vault: answered(fileVault("own", true)) } },
    "Terraform's state holds vault own with forceDestroy false, and stages/dev.ts says true",
  ],
  [
    "a vault of another account in AWS",
    { aws: { vault: answered("arn:aws:backup:eu-west-1:999988887777:backup-vault:own") } },
    `Terraform's state holds vault ${arnOf("own")}, and AWS has arn:aws:backup:eu-west-1:999988887777:backup-vault:own`,
  ],
  [
    "another owner in AWS",
    { aws: { owner: answered("prod") } },
    "the command names stage dev, and in AWS the tag backup-notifications:stage of vault own is prod",
  ],
  [
    "no owner in AWS",
    { aws: { owner: absent } },
    "Terraform's state holds vault own, and in AWS it has no tag backup-notifications:stage",
  ],
  [
    "a vault that only outputs and AWS know",
    { state: absent },
    "AWS has vault own, which the outputs name, and Terraform's state holds no vault",
  ],
  [
    "a vault that only file and AWS know",
    { state: absent, outputs: noOutputs },
    "AWS has vault own, which stages/dev.ts has, and Terraform's state holds no vault",
  ],
  [
    "two names for a vault that the state lost",
    { state: absent, file: { vault: answered(fileVault("other")) }, ...gone },
    "the outputs name vault own, and stages/dev.ts has vault other",
  ],
])("%s: refused, in one sentence that names both", (_what, changes, sentence) => {
  const agreement = agree(withChanges(changes));
  expect(agreement).toEqual({ kind: "refuse", reason: expect.stringContaining(`${sentence}; `) });
  expect(JSON.stringify(agreement)).not.toMatch(/\\n|\. [A-Z]|undefined/);
});

test.each<[Changes, string]>([
  ...(Object.keys(noOutputs) as (keyof Sources["outputs"])[]).map((name): [Changes, string] => [
    { outputs: { [name]: silent } },
    "the outputs",
  ]),
  [{ state: silent }, "Terraform's state"],
  [{ file: { vault: silent } }, "stages/dev.ts"],
  [{ file: { existingVaults: silent } }, "stages/dev.ts"],
  [{ file: { statePath: silent } }, "stages/dev.ts"],
  [{ aws: { vault: silent } }, "AWS, asked for vault own,"],
  [{ aws: { owner: silent } }, "AWS, asked for the tags of vault own,"],
])("a source that did not answer is neither absent nor fine (%#)", (changes, source) => {
  expect(agree(withChanges(changes))).toEqual({
    kind: "refuse",
    reason: `${source} did not answer: AWS is on fire`,
  });
});

/** Every answer of every source, besides the silent ones. */
const choices = {
  state: [absent, answered(stateVault("own")), answered(stateVault("other")), silent],
  deployed: [absent, answered(""), answered("own"), answered("Default"), silent],
  file: [absent, answered(fileVault("own")), answered(fileVault("other")), silent],
  existing: [
    absent,
    answered([]),
    answered(["Default"]),
    answered(["own"]),
    answered(["other", "own"]),
    silent,
  ],
  stage: [absent, answered("dev"), answered("prod"), silent],
  aws: [absent, answered(arnOf("own")), answered(arnOf("other")), silent],
  owner: [absent, answered("dev"), answered("prod"), silent],
} satisfies Record<string, readonly Answer<unknown>[]>;

type Choice = { readonly [Source in keyof typeof choices]: (typeof choices)[Source][number] };

const everyChoice = (): readonly Choice[] =>
  Object.entries(choices).reduce<readonly Record<string, Answer<unknown>>[]>(
    (all, [source, answers]) => all.flatMap((one) => answers.map((answer) => ({ ...one, [source]: answer }))),
    [{}],
  ) as unknown as readonly Choice[];

const sourcesOf = ({ state, deployed, file, existing, stage, aws, owner }: Choice): Sources =>
  withChanges({
    outputs: { stage, vaultName: deployed, vaultArn: absent, existingVaults: existing },
    state,
    file: { vault: file, existingVaults: existing },
    aws: { vault: aws, owner },
  });

const valueIn = (answer: Answer<unknown>): unknown => (answer.kind === "value" ? answer.value : undefined);
const nameIn = (answer: Answer<{ readonly name: string }>): string | undefined =>
  answer.kind === "value" ? answer.value.name : undefined;

test("over every combination, a vault is deleted only where every source names it, this stage and no other", () => {
  const combinations = everyChoice();
  expect(combinations.length).toBeGreaterThan(30_000);
  const counts = { delete: 0, "nothing-to-empty": 0, refuse: 0 };
  for (const choice of combinations) {
    const agreement = agree(sourcesOf(choice));
    counts[agreement.kind] += 1;
    const { deployed, file, existing, stage, aws, owner } = choice;
    const vault = nameIn(choice.state);
    const others = valueIn(existing) as readonly string[] | undefined;
    const isKnown = Object.values(choice).every(({ kind }) => kind !== "unanswered");
    const isStage = stage.kind === "absent" || valueIn(stage) === "dev";
    const isOwn =
      vault !== undefined &&
      (deployed.kind === "absent" || valueIn(deployed) === vault) &&
      nameIn(file) === vault &&
      others !== undefined &&
      !others.includes(vault);
    const isInAws = vault !== undefined && valueIn(aws) === arnOf(vault) && valueIn(owner) === "dev";
    const claims = new Set([valueIn(deployed) || undefined, nameIn(file)]);
    const isUnclaimed =
      claims.size === 1 && claims.has(undefined) && (deployed.kind === "value" || aws.kind === "absent");
    const isGone = aws.kind === "absent" && (claims.size === 1 || !valueIn(deployed));
    const expected = !(isKnown && isStage)
      ? "refuse"
      : vault === undefined
        ? isUnclaimed || isGone
          ? "nothing-to-empty"
          : "refuse"
        : !isOwn
          ? "refuse"
          : aws.kind === "absent"
            ? "nothing-to-empty"
            : isInAws
              ? "delete"
              : "refuse";
    if (agreement.kind !== expected) {
      throw new Error(`${JSON.stringify(choice)} gave ${JSON.stringify(agreement)}, expected ${expected}`);
    }
  }
  expect(counts.delete).toBeGreaterThan(0);
  expect(counts["nothing-to-empty"]).toBeGreaterThan(0);
  expect(counts.refuse).toBeGreaterThan(counts.delete * 100);
});
