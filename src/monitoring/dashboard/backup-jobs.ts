import { colors, graph, type Line } from "./graph";
import type { Widget } from "./grid";

type Series = { readonly metricName: string; readonly label: string; readonly color: string };

/** A search has at most 1024 characters, a vault's name 50 (CloudWatch User Guide, Search expression syntax). */
const vaultsPerSearch = 10;

const chunks = <Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );

/**
 * AWS Backup counts by vault and resource type (AWS Backup Developer Guide, Metrics with CloudWatch). Which types a
 * vault holds is not known in advance, so a search finds them and adds them up.
 */
const linesOf = (vaultNames: readonly string[], { metricName, ...style }: Series): readonly Line[] =>
  chunks(vaultNames, vaultsPerSearch).map((names) => {
    const vaults = names.map((name) => `BackupVaultName="${name}"`).join(" OR ");
    const search = `{AWS/Backup,BackupVaultName,ResourceType} MetricName="${metricName}" (${vaults})`;
    return { ...style, expression: `SUM(SEARCH('${search}', 'Sum'))` };
  });

const backupSeries: readonly Series[] = [
  { metricName: "NumberOfBackupJobsCreated", label: "Created", color: colors.neutral },
  { metricName: "NumberOfBackupJobsCompleted", label: "Completed", color: colors.good },
  { metricName: "NumberOfBackupJobsFailed", label: "Failed", color: colors.bad },
  { metricName: "NumberOfBackupJobsExpired", label: "Expired", color: colors.warning },
  { metricName: "NumberOfBackupJobsAborted", label: "Aborted", color: colors.calm },
];

// AWS counts a copy for its destination vault, so no graph of this stack shows copies to other Regions and accounts.
const copySeries: readonly Series[] = [
  { metricName: "NumberOfCopyJobsCreated", label: "Created", color: colors.neutral },
  { metricName: "NumberOfCopyJobsCompleted", label: "Completed", color: colors.good },
  { metricName: "NumberOfCopyJobsFailed", label: "Failed", color: colors.bad },
];

const restoreSeries: readonly Series[] = [
  { metricName: "NumberOfRestoreJobsRunning", label: "Running", color: colors.neutral },
  { metricName: "NumberOfRestoreJobsCompleted", label: "Completed", color: colors.good },
  { metricName: "NumberOfRestoreJobsFailed", label: "Failed", color: colors.bad },
];

const hourSeconds = 3600;

/** Results of backup, copy and restore jobs in these vaults, hour by hour. */
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
