import { type Color, expressionLine, type Graph, type Line } from "./graph";

/** A search has at most 1024 characters, a vault's name 50 (CloudWatch User Guide, Search expression syntax). */
const vaultsPerSearch = 10;

/**
 * AWS Backup counts by vault and resource type (AWS Backup Developer Guide, Metrics with CloudWatch). Which types a
 * vault holds is not known in advance, so a search finds them and adds them up: of all vaults, where none is named.
 */
const searchesOf = (vaultNames: readonly string[], metricName: string): readonly string[] => {
  const searches = Math.max(1, Math.ceil(vaultNames.length / vaultsPerSearch));
  return Array.from({ length: searches }, (_, index) => {
    const names = vaultNames.slice(index * vaultsPerSearch, (index + 1) * vaultsPerSearch);
    const vaults = names.map((name) => `BackupVaultName="${name}"`).join(" OR ");
    const search = `{AWS/Backup,BackupVaultName,ResourceType} MetricName="${metricName}"`;
    return `SUM(SEARCH('${vaults === "" ? search : `${search} (${vaults})`}', 'Sum'))`;
  });
};

const colorByState = {
  Created: "neutral",
  Running: "neutral",
  Completed: "good",
  Failed: "bad",
  Expired: "warning",
  Aborted: "calm",
} satisfies Readonly<Record<string, Color>>;

type State = keyof typeof colorByState;

/** Results of backup, copy and restore jobs in these vaults, hour by hour. */
export const backupJobGraphs = (vaultNames: readonly string[]): readonly Graph[] => {
  const linesOf = (jobs: string, ...states: readonly State[]): readonly Line[] =>
    states.flatMap((state) =>
      searchesOf(vaultNames, `NumberOf${jobs}${state}`).map((search) =>
        expressionLine(search, state, colorByState[state]),
      ),
    );
  return [
    {
      title: "Backup jobs",
      lines: linesOf("BackupJobs", "Created", "Completed", "Failed", "Expired", "Aborted"),
    },
    {
      // AWS counts a copy for its destination vault, so no graph of this stack shows copies to other Regions and accounts.
      title: "Copy jobs into these vaults",
      lines: linesOf("CopyJobs", "Created", "Completed", "Failed"),
    },
    { title: "Restore jobs", lines: linesOf("RestoreJobs", "Running", "Completed", "Failed") },
  ];
};
