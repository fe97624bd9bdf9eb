import { z } from "zod";
import type { RegionSources } from "./region";
import { choice, regionName } from "./stage/field";
import { expected, problemsOf, StageError } from "./stage/problem";
import { bucketName, type StateSettings } from "./stage/state";

// An empty variable counts as not set: that is how CI systems unset one.
const variable = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (value === "" ? undefined : value), schema.optional());

const version = z.string().regex(/^\d+\.\d+\.\d+$/, { error: expected("a version", "6.25.0") });

const synthEnv = z.object({
  STAGE: variable(z.string()),
  STAGES_DIR: variable(z.string()),
  AWS_REGION: variable(regionName),
  AWS_DEFAULT_REGION: variable(regionName),
  REGION_FROM: variable(z.string()),
  PROFILE_REGION: variable(regionName),
  STATE_BUCKET: variable(bucketName),
  STATE_REGION: variable(regionName),
  ALARM_EMAIL: variable(z.email({ error: expected("an e-mail address", "ops@example.com") })),
  ALLOW_DESTROY: variable(z.string()),
  AWS_USE_FIPS_ENDPOINT: variable(choice(["true", "false"])),
  AWS_PROVIDER_VERSION: variable(version),
  ARCHIVE_PROVIDER_VERSION: variable(version),
  CDKTF_OUTDIR: variable(z.string()),
});

/** What the environment sets for a synth. */
export type SynthEnv = {
  /** Stage names, separated by commas, or `all`. */
  readonly stages: string;
  /** Relative to the project's folder. */
  readonly stagesDirectory: string;
  /** Regions that the environment names, and who does. */
  readonly regions: RegionSources;
  /** For stages without `state`. */
  readonly state?: StateSettings | undefined;
  /** For stages without `alarmEmail`. */
  readonly alarmEmail?: string | undefined;
  /** The stage whose vault, key and backup role Terraform may destroy. */
  readonly allowDestroy?: string | undefined;
  /** Whether AWS's FIPS endpoints are used, by the variable that all AWS SDKs read. */
  readonly usesFips: boolean;
  readonly providerVersions: { readonly aws?: string | undefined; readonly archive?: string | undefined };
  /** Set by the CDKTF command line. */
  readonly outputDirectory?: string | undefined;
};

/**
 * What is wrong with FIPS endpoints in a stage's Region: AWS has them in the United States and in Canada.
 * (AWS, Federal Information Processing Standard (FIPS) 140-3, FIPS endpoints by service)
 */
export const fipsProblemsOf = (
  { usesFips }: Pick<SynthEnv, "usesFips">,
  region: string,
): readonly string[] =>
  usesFips && !/^(?:us|ca)-/.test(region)
    ? [
        `AWS_USE_FIPS_ENDPOINT: AWS has FIPS endpoints in Regions of the United States and Canada, and the stage is in ${region}; unset the variable, or choose another Region`,
      ]
    : [];

/**
 * Reads the environment variables for a synth.
 * @throws StageError with every invalid variable
 */
export const readSynthEnv = (env: Readonly<Record<string, string | undefined>>): SynthEnv => {
  const result = synthEnv.safeParse(env);
  if (!result.success) throw new StageError(problemsOf(result.error));
  const given = result.data;
  const { STATE_BUCKET: bucket, STATE_REGION: stateRegion } = given;
  if ((bucket === undefined) !== (stateRegion === undefined)) {
    const [set, unset] =
      bucket === undefined ? ["STATE_REGION", "STATE_BUCKET"] : ["STATE_BUCKET", "STATE_REGION"];
    throw new StageError([`${set} is set, but ${unset} is not; set both, or neither`]);
  }
  return {
    stages: given.STAGE ?? "dev",
    stagesDirectory: given.STAGES_DIR ?? "stages",
    regions: {
      given: [
        { region: given.AWS_REGION, from: given.REGION_FROM ?? "AWS_REGION" },
        { region: given.AWS_DEFAULT_REGION, from: "AWS_DEFAULT_REGION" },
      ],
      profileRegion: given.PROFILE_REGION,
    },
    state: bucket && stateRegion ? { bucket, region: stateRegion } : undefined,
    alarmEmail: given.ALARM_EMAIL,
    allowDestroy: given.ALLOW_DESTROY,
    usesFips: given.AWS_USE_FIPS_ENDPOINT === "true",
    providerVersions: { aws: given.AWS_PROVIDER_VERSION, archive: given.ARCHIVE_PROVIDER_VERSION },
    outputDirectory: given.CDKTF_OUTDIR,
  };
};
