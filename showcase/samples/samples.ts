import type { Sample } from "./sample";
import { backupJobSamples } from "./samples/backup-jobs";
import { callSamples } from "./samples/calls";
import { copyJobSamples, restoreJobSamples, restoreTestSamples } from "./samples/copy-and-restore-jobs";
import { digestSamples } from "./samples/digests";
import { noticeSamples } from "./samples/notices";
import { objectSamples } from "./samples/objects";
import { otherSamples } from "./samples/others";
import { planRunSamples } from "./samples/plan-runs";
import { partitionSamples, serviceSamples } from "./samples/services";
import { severalSamples } from "./samples/several";
import { verdictSamples } from "./samples/verdicts";
import { watchSamples } from "./samples/watch";

/** Samples of every kind of message in every state. The preview shows them, the documentation lists them. */
export const samples: readonly Sample[] = [
  ...backupJobSamples,
  ...planRunSamples,
  ...copyJobSamples,
  ...restoreJobSamples,
  ...restoreTestSamples,
  ...verdictSamples,
  ...watchSamples,
  ...objectSamples,
  ...noticeSamples,
  ...callSamples,
  ...digestSamples,
  ...severalSamples,
  ...serviceSamples,
  ...partitionSamples,
  ...otherSamples,
];
