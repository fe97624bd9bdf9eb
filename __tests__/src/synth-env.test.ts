import { StageError } from "../../src/stage/problem";
import { fipsProblemsOf, readSynthEnv } from "../../src/synth-env";

test("an empty environment means the dev stage in its own Region", () => {
  expect(readSynthEnv({ STAGE: "", AWS_REGION: "" })).toEqual({
    stages: "dev",
    stagesDirectory: "stages",
    regions: {
      given: [
        { region: undefined, from: "AWS_REGION" },
        { region: undefined, from: "AWS_DEFAULT_REGION" },
      ],
      profileRegion: undefined,
    },
    state: undefined,
    alarmEmail: undefined,
    allowDestroy: undefined,
    usesFips: false,
    providerVersions: { aws: undefined, archive: undefined },
    outputDirectory: undefined,
  });
});

test("each variable sets what it is for", () => {
  expect(
    readSynthEnv({
      STAGE: "all",
      STAGES_DIR: "e2e/stages",
      AWS_REGION: "us-gov-west-1",
      AWS_DEFAULT_REGION: "us-gov-east-1",
      REGION_FROM: "the second argument",
      PROFILE_REGION: "us-west-2",
      STATE_BUCKET: "states",
      STATE_REGION: "eu-west-1",
      ALARM_EMAIL: "ops@example.com",
      ALLOW_DESTROY: "prod",
      AWS_USE_FIPS_ENDPOINT: "true",
      AWS_PROVIDER_VERSION: "5.100.0",
      ARCHIVE_PROVIDER_VERSION: "1.3.0",
      CDKTF_OUTDIR: "out",
    }),
  ).toEqual({
    stages: "all",
    stagesDirectory: "e2e/stages",
    regions: {
      given: [
        { region: "us-gov-west-1", from: "the second argument" },
        { region: "us-gov-east-1", from: "AWS_DEFAULT_REGION" },
      ],
      profileRegion: "us-west-2",
    },
    state: { bucket: "states", region: "eu-west-1" },
    alarmEmail: "ops@example.com",
    allowDestroy: "prod",
    usesFips: true,
    providerVersions: { aws: "5.100.0", archive: "1.3.0" },
    outputDirectory: "out",
  });
});

test("all invalid variables are reported together, each with what is allowed", () => {
  const read = () =>
    readSynthEnv({ AWS_REGION: "frankfurt", ALARM_EMAIL: "ops", AWS_PROVIDER_VERSION: "~> 6.0" });
  expect(read).toThrow(StageError);
  expect(read).toThrow(
    [
      'AWS_REGION: expected an AWS Region, got "frankfurt"; example: "eu-central-1"',
      'ALARM_EMAIL: expected an e-mail address, got "ops"; example: "ops@example.com"',
      'AWS_PROVIDER_VERSION: expected a version, got "~> 6.0"; example: "6.25.0"',
    ].join("\n"),
  );
});

test("a word that the AWS SDKs do not take for FIPS endpoints is refused", () => {
  expect(() => readSynthEnv({ AWS_USE_FIPS_ENDPOINT: "yes" })).toThrow(
    'AWS_USE_FIPS_ENDPOINT: expected true or false, got "yes"; example: "true"',
  );
});

test("FIPS endpoints are refused where AWS has none", () => {
  const problems = (region: string, usesFips = true) => fipsProblemsOf({ usesFips }, region);
  expect(["us-east-1", "ca-central-1", "us-gov-west-1"].flatMap((region) => problems(region))).toEqual([]);
  expect(problems("eu-central-1", false)).toEqual([]);
  expect(problems("eu-central-1")).toEqual([
    "AWS_USE_FIPS_ENDPOINT: AWS has FIPS endpoints in Regions of the United States and Canada, and the stage is in eu-central-1; unset the variable, or choose another Region",
  ]);
});

test.each([
  [{ STATE_BUCKET: "states" }, "STATE_BUCKET is set, but STATE_REGION is not; set both, or neither"],
  [{ STATE_REGION: "eu-west-1" }, "STATE_REGION is set, but STATE_BUCKET is not; set both, or neither"],
])("half of a place for the state is refused: %j", (env, sentence) => {
  expect(() => readSynthEnv(env)).toThrow(sentence);
});
