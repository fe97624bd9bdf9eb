import { command } from "../scripts/program/command";
import { quoted } from "../scripts/program/credential";
import { wrongUsage } from "../scripts/program/failure";
import { option, text, wholeNumber } from "../scripts/program/flag";

const shortEvents = 200;
const usualEvents = 1500;
const largestSeed = 2 ** 31 - 1;

/** Reads how a failed run of fuzz names an input: its chunk, and where in the chunk fast-check finds it. */
const inputIdOf = ([typed]: readonly string[]) => {
  if (typed === undefined) return undefined;
  const [, chunk, path] = /^(\d{1,8}):(\d+(?::\d+)*)$/.exec(typed) ?? [];
  if (chunk !== undefined && path !== undefined) return { chunk: Number(chunk), path };
  throw wrongUsage(`--only is ${quoted(typed)}; allowed is what a failed run names, such as 1234:17`);
};

export const faults = command({
  name: "faults",
  summary:
    "Plays faults of Slack, AWS and the network against the notifier's real bundle, and counts every event.",
  details: ["Time is virtual: three days of outage pass in seconds. Everything is on loopback."],
  flags: {
    short: option("few events per scenario: about three minutes"),
    events: wholeNumber(
      `events per scenario, each takes its share of them; default: ${usualEvents}, with --short ${shortEvents}`,
      [1, 100_000],
      undefined,
    ),
    seed: wholeNumber("of everything that is left to chance", [1, 999_999_999], 1),
    scenario: text("name", "plays only this one"),
    list: option("lists the scenarios"),
  },
  examples: ["--short", "--scenario crash --seed 7"],
  exitCodes: {
    0: "every event was sent, parked, or dropped for a valid reason",
    1: "an event was lost, or sent twice without a valid reason",
  },
  run: async ({ flags }, context) => {
    const events = flags.events ?? (flags.short ? shortEvents : usualEvents);
    await (await import("./faults/faults")).runFaults({ ...flags, events }, context);
  },
});

export const fuzz = command({
  name: "fuzz",
  summary:
    "Sends random and mutated events through the notifier's parser and renderers, and every message to the local Slack.",
  flags: {
    inputs: wholeNumber(
      "how many: a million take some minutes, 50000 are a short run",
      [1, 1_000_000_000],
      1_000_000,
    ),
    seed: wholeNumber("the same seed gives the same inputs; default: a new one", [0, largestSeed], undefined),
    only: {
      placeholder: "id",
      description: "one input alone, as a failed run names it; needs its --seed",
      read: inputIdOf,
    },
  },
  examples: ["--inputs 50000 --seed 42", "--seed 42 --only 1234:17"],
  run: async ({ flags: { inputs, seed, only } }, context) => {
    if (only === undefined) {
      const { runFuzz } = await import("./fuzz/run");
      await runFuzz({ inputs, seed: seed ?? Math.floor(Math.random() * largestSeed) }, context);
      return;
    }
    if (seed === undefined) throw wrongUsage("--only needs the seed of its run; add --seed <number>");
    await (await import("./fuzz/only")).runOnly(seed, only, context);
  },
});

export const scan = command({
  name: "scan",
  summary: "Lets checkov check the plan of stages. Nothing is deployed, and no AWS account is needed.",
  details: [
    "Plans each stage with the real Terraform against a local AWS, and gives the plan to checkov, which would find no",
    "resource in the synthesized JSON. Writes checkov's own report to build/scan/<stage>.json.",
  ],
  operands: [{ name: "stage", description: "a file in stages/; default: dev and prod", isRepeatable: true }],
  flags: {
    stage: {
      placeholder: "stage",
      description: "the same; can be repeated",
      read: (texts: readonly string[]) => texts,
    },
  },
  environment: {
    TERRAFORM_BINARY_NAME: "another Terraform, such as tofu",
    STAGES_DIR: "another folder of stage files",
    TF_PROVIDER_MIRROR: "a folder with Terraform's providers, for a machine without a registry",
  },
  examples: ["prod"],
  exitCodes: { 0: "no failed check other than the suppressed ones" },
  cleansUp: true,
  run: async ({ operands, flags }, context) =>
    (await import("./scan/run")).scan([...operands, ...flags.stage], context),
});

export const bench = command({
  name: "bench",
  summary: "Measures the notifier: bundle, cold start, warm time, memory and synth.",
  details: [
    "Measures two floors in the same run: a Node.js process that does nothing, and a function that makes one TLS POST.",
    "Everything is on loopback; nothing is kept. Run it on a quiet machine.",
  ],
  run: async (_, context) => (await import("./bench/bench")).runBench(context),
});

export const synthCdktn = command({
  name: "synth:cdktn",
  summary: "Proves that the stack does not depend on CDKTF's own packages.",
  details: [
    "Synthesizes all stages again with cdktn, the community continuation of CDKTF, and its providers, and compares the",
    "result. Installs these packages into build/cdktn.",
  ],
  exitCodes: { 0: "every stage is the same", 1: "failed, or a stage differs" },
  run: async (_, context) => (await import("./cdktn")).compareWithCdktn(context),
});

const monthResources = 10_000;
const shortMonthResources = 800;

export const month = command({
  name: "month",
  summary: "Plays a month of a simulated account against the real watch and notifier, with planted troubles.",
  details: [
    "Time is virtual. Prints what was found of what was planted, how late, false alarms, messages a day, and calls.",
  ],
  flags: {
    short: option(`eleven days of ${shortMonthResources} resources: less than a minute`),
    resources: wholeNumber(`of the account; default: ${monthResources}`, [500, 50_000], undefined),
    seed: wholeNumber("of everything that is left to chance", [1, 999_999_999], 1),
  },
  examples: ["--short", "--seed 7"],
  exitCodes: {
    0: "every trouble was found in time, nothing else was, and calm days had one message",
    1: "a trouble was not found, or found late; something was found that is none; or a calm day was loud",
  },
  run: async ({ flags }, context) => {
    const resources = flags.resources ?? (flags.short ? shortMonthResources : monthResources);
    await (await import("./month/run")).runMonth({ ...flags, resources }, context);
  },
});
