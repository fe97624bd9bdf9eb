import { join, relative, resolve } from "node:path";
import { App } from "cdktf";
import { terminalLine } from "./handler/render/printable";
import { stateProblemsOf } from "./src/backend";
import { bundleHandler, writeBundle } from "./src/bundle";
import { stackIdOf, statePathOf } from "./src/outputs";
import { copyProviderLock } from "./src/provider-lock";
import { BackupNotificationsStack } from "./src/stack";
import { airGappedProblemsOf } from "./src/stage/air-gapped";
import { copyProblemsOf } from "./src/stage/copy-problems";
import { loadableStages, loadStages, type NamedStage, type Unchecked } from "./src/stage/load";
import { moveProblemsOf, regionOfStage } from "./src/stage/place";
import { StageError } from "./src/stage/problem";
import { restoreTestProblemsOf } from "./src/stage/restore-test-settings";
import { restoreVaultProblemsOf } from "./src/stage/restore-vaults";
import { scanProblemsOf } from "./src/stage/scan";
import { selectionProblemsOf } from "./src/stage/selection-problems";
import { sharedRestoreTestProblemsOf } from "./src/stage/shared-restore-tests";
import { sharedVaultProblemsOf } from "./src/stage/shared-vaults";
import { sharedWatchProblemsOf } from "./src/stage/shared-watch";
import { targetProblemsOf } from "./src/stage/target-problems";
import { eventProblemsOf } from "./src/stage/vault-event";
import { watchSizeProblemsOf } from "./src/stage/watch-settings";
import { fipsProblemsOf, readSynthEnv } from "./src/synth-env";

const project = __dirname;

// CDKTF takes a stack trace for each of its tokens; loading source maps for them takes a quarter of a second.
process.setSourceMapsEnabled(false);

const synth = (): void => {
  const env = readSynthEnv(process.env);
  const stagesDirectory = resolve(project, env.stagesDirectory);
  const regionProblemsOf = (stage: NamedStage, given: Unchecked): readonly string[] => {
    // An invalid Region is not the default one: what would be wrong in it is not known.
    if (stage.region === undefined && given["region"] !== undefined) return [];
    const found = regionOfStage(stage, env.regions);
    if (typeof found === "string") return [found];
    return [
      ...((stage.state ?? env.state)
        ? []
        : moveProblemsOf(stage, found, join(project, statePathOf(stage.name)))),
      ...targetProblemsOf({ ...given, name: stage.name, accountId: stage.accountId }, found.region),
      ...copyProblemsOf(given["vault"], stackIdOf(stage.name), { ...stage, region: found.region }),
      ...selectionProblemsOf(stage, found.region, given["vault"]),
      ...fipsProblemsOf(env, found.region),
      ...sharedVaultProblemsOf(stage, found.region, () => loadableStages(stagesDirectory)),
      ...sharedRestoreTestProblemsOf(stage, found.region, () => loadableStages(stagesDirectory)),
      ...sharedWatchProblemsOf(stage, found.region, () => loadableStages(stagesDirectory)),
      ...watchSizeProblemsOf(stage, found.region),
      ...restoreTestProblemsOf(stage, found.region),
    ];
  };
  const loaded = loadStages(env.stages, stagesDirectory, (stage, given) => [
    ...regionProblemsOf(stage, given),
    ...stateProblemsOf({ ...stage, state: stage.state ?? env.state }),
    ...eventProblemsOf(given, env.providerVersions.aws),
    ...airGappedProblemsOf(stage, env.providerVersions.aws),
    ...scanProblemsOf(stage, env.providerVersions.aws),
    ...restoreVaultProblemsOf(stage),
  ]);
  const stages = loaded.map((stage) => ({
    stage: { ...stage, state: stage.state ?? env.state, alarmEmail: stage.alarmEmail ?? env.alarmEmail },
    found: regionOfStage(stage, env.regions),
  }));
  const outputDirectory = env.outputDirectory ?? join(project, "cdktf.out");
  // Stack traces in warnings would add this machine's paths to the output.
  const app = new App({ outdir: outputDirectory, stackTraces: false });
  const codeDirectory = bundleHandler(project);
  const watchCodeDirectory = stages.some(({ stage }) => stage.watch)
    ? writeBundle(project, "handler/watch/index.ts").directory
    : undefined;
  const restoreTestCodeDirectory = stages.some(({ stage }) => stage.restoreTests)
    ? writeBundle(project, "handler/restore-test/index.ts").directory
    : undefined;
  for (const { stage, found } of stages) {
    // `loadStages` has refused it already.
    if (typeof found === "string") throw new StageError([found]);
    new BackupNotificationsStack(app, {
      stage,
      region: found.region,
      regionFrom: found.from,
      usesFips: env.usesFips,
      allowsDestroy: env.allowDestroy === stage.name,
      codeDirectory,
      watchCodeDirectory,
      restoreTestCodeDirectory,
      stateDirectory: relative(join(resolve(outputDirectory), "stacks", stackIdOf(stage.name)), project),
      providerVersions: env.providerVersions,
    });
  }
  app.synth();
  for (const { stage } of stages) {
    copyProviderLock(project, join(resolve(outputDirectory), "stacks", stackIdOf(stage.name)));
  }
};

try {
  synth();
} catch (error) {
  if (!(error instanceof StageError)) throw error;
  for (const problem of error.problems) console.error(terminalLine(problem));
  process.exitCode = 2;
}
