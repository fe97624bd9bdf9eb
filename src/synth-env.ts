import { z } from "zod";
import { regionName } from "./stage/field";
import { expected, problemsOf, StageError } from "./stage/problem";

// An empty variable counts as not set: that is how CI systems unset one.
const variable = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (value === "" ? undefined : value), schema.optional());

const version = z.string().regex(/^\d+\.\d+\.\d+$/, { error: expected("a version", "6.25.0") });

const synthEnv = z.object({
  STAGE: variable(z.string()),
  STAGES_DIR: variable(z.string()),
  AWS_REGION: variable(regionName),
  ALARM_EMAIL: variable(z.email({ error: expected("an e-mail address", "ops@example.com") })),
  ALLOW_DESTROY: variable(z.string()),
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
  readonly region?: string | undefined;
  /** For stages without `alarmEmail`. */
  readonly alarmEmail?: string | undefined;
  /** The stage whose vault, key and backup role Terraform may destroy. */
  readonly allowDestroy?: string | undefined;
  readonly providerVersions: { readonly aws?: string | undefined; readonly archive?: string | undefined };
  /** Set by the CDKTF command line. */
  readonly outputDirectory?: string | undefined;
};

/**
 * Reads the environment variables for a synth.
 * @throws StageError with every invalid variable
 */
export const readSynthEnv = (env: Readonly<Record<string, string | undefined>>): SynthEnv => {
  const result = synthEnv.safeParse(env);
  if (!result.success) throw new StageError(problemsOf(result.error));
  const given = result.data;
  return {
    stages: given.STAGE ?? "dev",
    stagesDirectory: given.STAGES_DIR ?? "stages",
    region: given.AWS_REGION,
    alarmEmail: given.ALARM_EMAIL,
    allowDestroy: given.ALLOW_DESTROY,
    providerVersions: { aws: given.AWS_PROVIDER_VERSION, archive: given.ARCHIVE_PROVIDER_VERSION },
    outputDirectory: given.CDKTF_OUTDIR,
  };
};
