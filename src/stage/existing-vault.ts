import { z } from "zod";
import { checked, object } from "./field";
import { expected, shown } from "./problem";
import { exampleTopic, topicArn } from "./target";

/** A vault of others. */
export type ExistingVault = {
  readonly name: string;
  /** The topic that it notifies already, to which the stage subscribes; absent where the stage sets its notifications. */
  readonly subscribeTo?: string | undefined;
};

const nameAllowed = "a vault name: 2 to 50 letters, digits, - and _";

/** Only AWS makes such vaults, and they notify no one's topic. (Amazon EFS User Guide, automatic backups) */
const isAwsOwn = (input: unknown): boolean => typeof input === "string" && input.startsWith("aws/");

const nameProblem = ({ input }: { readonly input?: unknown }): string =>
  isAwsOwn(input)
    ? `${shown(input)} is a vault of AWS's own, which cannot notify a topic; remove it, and set jobs: "all-vaults" to hear its jobs`
    : expected(nameAllowed, "Default")({ input });

const name = z.string({ error: nameProblem }).regex(/^[0-9A-Za-z_-]{2,50}$/, { error: nameProblem });

const example = { name: "team", subscribeTo: exampleTopic };

const vault = z.union(
  [
    name,
    object(
      {
        name,
        /** ARN of the topic that the vault notifies already, in the stage's account and Region. */
        subscribeTo: topicArn,
      },
      example,
    ),
  ],
  { error: expected("a vault name, or an object with name and subscribeTo", example) },
);

const error = expected("names of vaults", ["Default"]);

/** The name of a vault, as it is in a stage file that may be invalid. */
export const nameOfVault = (given: unknown): unknown =>
  typeof given === "string" ? given : Object(given).name;

/** Vaults that exist already, each only once. */
export const existingVaults = checked(z.array(vault, { error }).min(1, { error }), (vaults, report) => {
  if (!Array.isArray(vaults) || new Set(vaults.map(nameOfVault)).size === vaults.length) return;
  report([], expected("names of vaults, each only once", ["Default"])({ input: vaults }));
})
  .readonly()
  .transform((vaults): readonly ExistingVault[] =>
    vaults.map((one) => (typeof one === "string" ? { name: one } : one)),
  );

/** The topics of others that a stage subscribes to, each once. */
export const subscribedTopicsOf = (vaults: readonly ExistingVault[] = []): readonly string[] => [
  ...new Set(vaults.flatMap(({ subscribeTo }) => subscribeTo ?? [])),
];
