import { parseArn } from "../../handler/model/arn";
import { ownershipTag } from "../../src/outputs";
import { commandLineOf } from "../stack/commands";
import type { FileVault } from "../stack/synthesized-stack";

/** What a source answers. An unknown is never taken for the answer that would be convenient. */
export type Answer<Value> =
  | { readonly kind: "absent" }
  | { readonly kind: "unanswered"; readonly reason: string }
  | { readonly kind: "value"; readonly value: Value };

export const absent = { kind: "absent" } as const;
export const unanswered = (reason: string) => ({ kind: "unanswered", reason }) as const;
export const answered = <Value>(value: Value) => ({ kind: "value", value }) as const;

/** A vault in Terraform's state. */
export type StateVault = FileVault & { readonly arn: string };

/** Everything that knows something about a stage's own vault. */
export type Sources = {
  /** The stage that the operator named. */
  readonly stage: string;
  /** What the vault is called where nothing names it; absent where such a name is another vault's. */
  readonly defaultVaultName?: string;
  /** Absent where a deployment or a destruction stopped halfway. */
  readonly outputs: {
    readonly stage: Answer<string>;
    /** Empty without an own vault. */
    readonly vaultName: Answer<string>;
    readonly vaultArn: Answer<string>;
    readonly forceDestroy: Answer<boolean>;
    readonly existingVaults: Answer<readonly string[]>;
    readonly statePath: Answer<string>;
  };
  /** The vault in Terraform's state. */
  readonly state: Answer<StateVault>;
  readonly file: {
    readonly vault: Answer<FileVault>;
    readonly existingVaults: Answer<readonly string[]>;
    readonly statePath: Answer<string>;
  };
  /** AWS's answers about the vault that `vaultNameIn` names. */
  readonly aws: {
    /** Its ARN; absent where it no longer exists. */
    readonly vault: Answer<string>;
    /** The value of its ownership tag. */
    readonly owner: Answer<string>;
  };
};

/** What can be deleted. Without complete outputs the stage's secrets stay: nothing proves that they are its own. */
export type Agreement =
  | { readonly kind: "delete"; readonly vault: StateVault; readonly keepsSecrets: boolean }
  | {
      readonly kind: "nothing-to-empty";
      /** The vault that no longer exists; absent where the stage has none. */
      readonly goneVault?: string;
      readonly keepsSecrets: boolean;
    }
  | { readonly kind: "refuse"; readonly reason: string };

const valueIn = <Value>(answer: Answer<Value>): Value | undefined =>
  answer.kind === "value" ? answer.value : undefined;

type BeforeAws = Omit<Sources, "aws">;

/** The name that a vault has by default, where no outputs say that there is none. */
const defaultNameIn = ({ defaultVaultName, outputs }: BeforeAws): string | undefined =>
  outputs.vaultName.kind === "value" ? undefined : defaultVaultName;

/** The vault to ask AWS about: the one in the state, else one that outputs or stage file claim. */
export const vaultNameIn = (sources: BeforeAws): string | undefined =>
  valueIn(sources.state)?.name ??
  (valueIn(sources.outputs.vaultName) || valueIn(sources.file.vault)?.name || defaultNameIn(sources));

const fileOf = ({ stage }: BeforeAws): string => `stages/${stage}.ts`;

/** The first source that could not be asked. */
const silentSourceOf = (sources: Sources): string | undefined => {
  const { outputs, state, file, aws } = sources;
  const answers: readonly (readonly [string, Answer<unknown>])[] = [
    ...Object.values(outputs).map((answer) => ["the outputs", answer] as const),
    ["Terraform's state", state],
    ...Object.values(file).map((answer) => [fileOf(sources), answer] as const),
    [`AWS, asked for vault ${vaultNameIn(sources)},`, aws.vault],
    [`AWS, asked for the tags of vault ${vaultNameIn(sources)},`, aws.owner],
  ];
  for (const [source, answer] of answers) {
    if (answer.kind === "unanswered") return `${source} did not answer: ${answer.reason}`;
  }
  return undefined;
};

/** Where the outputs are not those of the stage that was named, or of the state that will be destroyed. */
const otherStageIn = (sources: Sources): string | undefined => {
  const { stage, outputs, file } = sources;
  if (outputs.stage.kind === "value" && outputs.stage.value !== stage) {
    return `the outputs are of stage ${outputs.stage.value}, and the command names stage ${stage}; name the stage that is deployed here`;
  }
  const [deployed, synthesized] = [valueIn(outputs.statePath), valueIn(file.statePath)];
  if (synthesized === undefined) return `${fileOf(sources)} names no state file; update the project`;
  if (deployed !== undefined && deployed !== synthesized) {
    return `the outputs are of state ${deployed}, and ${fileOf(sources)} uses ${synthesized}; restore the state file that belongs to the stage`;
  }
  return undefined;
};

/** Where outputs or stage file describe another vault than the state, or call it another team's. */
const otherVaultIn = (sources: Sources, vault: StateVault): string | undefined => {
  const { outputs, file } = sources;
  const held = `Terraform's state holds vault ${vault.name}`;
  const again = "deploy the stage again, then repeat the command";
  const deployed = valueIn(outputs.vaultName);
  if (deployed !== undefined && deployed !== vault.name) {
    return `${held}, and the outputs name ${deployed === "" ? "no vault" : `vault ${deployed}`}; ${again}`;
  }
  const arn = valueIn(outputs.vaultArn);
  if (arn !== undefined && arn !== vault.arn) {
    return `Terraform's state holds vault ${vault.arn}, and the outputs name ${arn}; ${again}`;
  }
  const wanted = valueIn(file.vault);
  if (wanted?.name !== vault.name) {
    return `${held}, and ${fileOf(sources)} has ${wanted === undefined ? "no vault" : `vault ${wanted.name}`}; change the file back to what is deployed`;
  }
  for (const [source, existing] of [
    ["the outputs name", outputs.existingVaults],
    [`${fileOf(sources)} names`, file.existingVaults],
  ] as const) {
    if (valueIn(existing)?.includes(vault.name)) {
      return `${held} as the stage's own, and ${source} it in existingVaults; remove it there`;
    }
  }
  if (file.existingVaults.kind === "absent") {
    return `${held}, and ${fileOf(sources)} does not say which vaults are another team's; update the project`;
  }
  for (const [source, forceDestroy] of [
    ["the outputs say", valueIn(outputs.forceDestroy)],
    [`${fileOf(sources)} says`, wanted.forceDestroy],
  ] as const) {
    if (forceDestroy !== undefined && forceDestroy !== vault.forceDestroy) {
      return `${held} with forceDestroy ${vault.forceDestroy}, and ${source} ${forceDestroy}; ${again}`;
    }
  }
  return undefined;
};

const regionOf = (arn: string): { readonly region?: string } => {
  const region = parseArn(arn)?.region;
  return region === undefined ? {} : { region };
};

/** Where AWS has another vault of that name, or does not know it as the stage's. */
const otherOwnerIn = ({ stage, aws }: Sources, { name, arn }: StateVault): string | undefined => {
  const found = valueIn(aws.vault);
  if (found !== arn)
    return `Terraform's state holds vault ${arn}, and AWS has ${found}; check the credentials`;
  const owner = valueIn(aws.owner);
  if (owner === undefined) {
    return `Terraform's state holds vault ${name}, and in AWS it has no tag ${ownershipTag}; set it to ${stage} with \`${commandLineOf("deploy", { stage, ...regionOf(arn) })}\``;
  }
  if (owner === stage) return undefined;
  return `the command names stage ${stage}, and in AWS the tag ${ownershipTag} of vault ${name} is ${owner}; name that stage`;
};

/** Without a vault in the state, there is nothing to empty; a vault that outputs or file claim must not exist. */
const withoutVault = (sources: Sources, keepsSecrets: boolean): Agreement => {
  const { outputs, file, aws } = sources;
  const deployed = valueIn(outputs.vaultName) || undefined;
  const wanted = valueIn(file.vault)?.name;
  const claimed = deployed ?? wanted;
  if (claimed === undefined) {
    const name = vaultNameIn(sources);
    if (name === undefined || aws.vault.kind === "absent") return { kind: "nothing-to-empty", keepsSecrets };
    const reason = `AWS has vault ${name}, and neither Terraform's state nor ${fileOf(sources)} has one; import it into the state, or delete it in AWS`;
    return { kind: "refuse", reason };
  }
  if (deployed !== undefined && deployed !== wanted) {
    const reason = `the outputs name vault ${deployed}, and ${fileOf(sources)} has ${wanted === undefined ? "no vault" : `vault ${wanted}`}; change the file back to what is deployed`;
    return { kind: "refuse", reason };
  }
  if (aws.vault.kind === "absent") return { kind: "nothing-to-empty", goneVault: claimed, keepsSecrets };
  const source = deployed === undefined ? `${fileOf(sources)} has` : "the outputs name";
  const reason = `AWS has vault ${claimed}, which ${source}, and Terraform's state holds no vault; import it into the state, or delete it in AWS, or rename it in the file if it is another team's`;
  return { kind: "refuse", reason };
};

/**
 * Whether the sources agree on what may be deleted. Two exceptions from "absent refuses": outputs of a stage that is only
 * partially deployed, and a vault that AWS no longer has.
 */
export const agree = (sources: Sources): Agreement => {
  const { outputs, state, aws } = sources;
  const reason = silentSourceOf(sources) ?? otherStageIn(sources);
  if (reason !== undefined) return { kind: "refuse", reason };
  const { stage, vaultName, existingVaults, statePath } = outputs;
  const keepsSecrets = [stage, vaultName, existingVaults, statePath].some(({ kind }) => kind === "absent");
  const vault = valueIn(state);
  if (vault === undefined) return withoutVault(sources, keepsSecrets);
  const other = otherVaultIn(sources, vault);
  if (other !== undefined) return { kind: "refuse", reason: other };
  if (aws.vault.kind === "absent") return { kind: "nothing-to-empty", goneVault: vault.name, keepsSecrets };
  const another = otherOwnerIn(sources, vault);
  return another === undefined
    ? { kind: "delete", vault, keepsSecrets }
    : { kind: "refuse", reason: another };
};
