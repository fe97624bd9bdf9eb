import { colours, graph, type Line } from "./graph";
import type { Widget } from "./grid";

type Series = { readonly metricName: string; readonly label: string; readonly color: string };

/** A search may have 1024 characters, and a vault's name 50 (CloudWatch User Guide, Search expression syntax). */
const vaultsPerSearch = 10;

const chunks = <Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );

/**
 * AWS Backup counts by vault and resource type (AWS Backup Developer Guide, Metrics with CloudWatch). Which types a
 * vault holds is not known beforehand, so they are searched for and added up.
 */
const linesOf = (vaultNames: readonly string[], { metricName, ...looks }: Series): readonly Line[] =>
  chunks(vaultNames, vaultsPerSearch).map((names) => {
    const vaults = names.map((name) => `BackupVaultName="${name}"`).join(" OR ");
    const search = `{AWS/Backup,BackupVaultName,ResourceType} MetricName="${metricName}" (${vaults})`;
    return { ...looks, expression: `SUM(SEARCH('${search}', 'Sum'))` };
  });

const backupSeries: readonly Series[] = [
  { metricName: "NumberOfBackupJobsCreated", label: "Created", color: colours.neutral },
  { metricName: "NumberOfBackupJobsCompleted", label: "Completed", color: colours.good },
  { metricName: "NumberOfBackupJobsFailed", label: "Failed", color: colours.bad },
  { metricName: "NumberOfBackupJobsExpired", label: "Expired", color: colours.warning },
  { metricName: "NumberOfBackupJobsAborted", label: "Aborted", color: colours.calm },
];

// AWS counts a copy for the vault that it goes to, so copies to vaults elsewhere are on no graph of this stack.
const copySeries: readonly Series[] = [
  { metricName: "NumberOfCopyJobsCreated", label: "Created", color: colours.neutral },
  { metricName: "NumberOfCopyJobsCompleted", label: "Completed", color: colours.good },
  { metricName: "NumberOfCopyJobsFailed", label: "Failed", color: colours.bad },
];

const restoreSeries: readonly Series[] = [
  { metricName: "NumberOfRestoreJobsRunning", label: "Running", color: colours.neutral },
  { metricName: "NumberOfRestoreJobsCompleted", label: "Completed", color: colours.good },
  { metricName: "NumberOfRestoreJobsFailed", label: "Failed", color: colours.bad },
];

const hourSeconds = 3600;

/** What became of backup, copy and restore jobs in these vaults, hour by hour. */
export const backupJobGraphs = (vaultNames: readonly string[], region: string): readonly Widget[] =>
  (
    [
      ["Backup jobs", backupSeries],
      ["Copy jobs into these vaults", copySeries],
      ["Restore jobs", restoreSeries],
    ] as const
  ).map(([title, series]) =>
    graph({
      title,
      region,
      periodSeconds: hourSeconds,
      lines: series.flatMap((one) => linesOf(vaultNames, one)),
    }),
  );
