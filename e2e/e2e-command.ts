import { command } from "../scripts/program/command";
import { names, option } from "../scripts/program/flag";
import { breakageNames } from "./breakage-name";
import { storyNames } from "./scene";

export const e2e = command({
  name: "e2e",
  summary:
    "Plays the whole story on this machine: the real cdktf, Terraform, providers and bundle against a local AWS and Slack.",
  details: [
    "Nothing outside this machine is touched, and no credentials are needed.",
    "Logs stay in .e2e/run/logs until the next run.",
  ],
  flags: {
    prepare: option("only finds or gets what the run needs, and says what it uses"),
    story: names("plays only this story; can be repeated", storyNames),
    break: names(
      "puts a mistake into a copy of the product, and expects the main story to notice it",
      breakageNames,
    ),
  },
  environment: { TERRAFORM_BINARY_NAME: "another Terraform, such as tofu" },
  examples: ["--story direct", "--break wrong-ssm-permission"],
  exitCodes: {
    0: "all steps passed; with --break: the mistake was noticed where it must be",
    1: "a step failed; with --break: the mistake was not noticed where it must be",
  },
  cleansUp: true,
  run: async ({ flags: { prepare, story, break: mistakes } }, context) => {
    const { breakages } = await import("./breakages");
    const breakage = breakages.find(({ name }) => name === mistakes.at(-1));
    await (await import("./run")).runE2e({ prepare, story, breakage }, context);
  },
});
