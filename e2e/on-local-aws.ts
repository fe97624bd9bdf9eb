import type { Stage } from "../src/stage";

/** A stage file's settings as they can be deployed on the local AWS, of which all else stays as it is. */
export const onLocalAws = (stage: Stage): Stage => ({
  ...stage,
  // The AWS provider of a mirror may not know nodejs24.x yet.
  notifier: { ...stage.notifier, runtime: "nodejs22.x" },
  slackHosts: ["127.0.0.1"],
});
