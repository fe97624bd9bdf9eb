/** How a backup's size compares to earlier ones. */
export type SizeTrend = {
  /** One bar per size, oldest first, this one last: `▁▂▂▃▅`. */
  readonly bars: string;
  /** The change from the previous backup in percent; absent if that one was empty. */
  readonly changePercent?: number;
  /** Set if it is less than half or more than twice the usual size, with that size in bytes. */
  readonly unusual?: { readonly is: "smaller" | "larger"; readonly usualBytes: number };
};

const levels = "▁▂▃▄▅▆▇█";

/** Smaller differences are shown as flat. */
const flatShare = 0.02;

/** One bar per number, the lowest and the highest apart: `▁▂▂▃▅`. */
export const barsOf = (sizes: readonly number[]): string => {
  const largest = Math.max(...sizes);
  const smallest = Math.min(...sizes);
  const span = largest - smallest;
  return sizes
    .map((size) => {
      const height = span <= largest * flatShare ? 0.5 : (size - smallest) / span;
      return levels[Math.min(levels.length - 1, Math.floor(height * levels.length))];
    })
    .join("");
};

/** The median, so that one outlier does not count. */
export const usualOf = (sizes: readonly number[]): number =>
  [...sizes].sort((one, other) => one - other)[Math.floor(sizes.length / 2)] ?? 0;

/** Fewer sizes do not show what is usual. */
const minimumForUsual = 3;

const unusualOf = (sizeBytes: number, earlier: readonly number[]): SizeTrend["unusual"] => {
  const usualBytes = usualOf(earlier);
  if (earlier.length < minimumForUsual || usualBytes === 0) return undefined;
  if (sizeBytes < usualBytes / 2) return { is: "smaller", usualBytes };
  return sizeBytes > usualBytes * 2 ? { is: "larger", usualBytes } : undefined;
};

/** Compares a size with earlier ones, oldest first; `undefined` if there are none. */
export const sizeTrendOf = (sizeBytes: number, earlier: readonly number[]): SizeTrend | undefined => {
  const last = earlier.at(-1);
  if (last === undefined) return undefined;
  const unusual = unusualOf(sizeBytes, earlier);
  const changePercent = 100 * (sizeBytes / last - 1);
  return {
    bars: barsOf([...earlier, sizeBytes]),
    ...(Number.isFinite(changePercent) && { changePercent }),
    ...(unusual && { unusual }),
  };
};

/**
 * Types whose sizes cannot be compared: AWS Backup reports 0 (RDS, Aurora, DocumentDB, Neptune, FSx), the provisioned
 * size (EC2, EBS), the change since the last backup (EFS), or less than the real size (virtual machines). (AWS Backup
 * API Reference, BackupJob, BackupSizeInBytes)
 */
const typesWithoutTrend: readonly unknown[] = [
  "RDS",
  "Aurora",
  "DocumentDB",
  "Neptune",
  "FSx",
  "EC2",
  "EBS",
  "EFS",
  "VirtualMachine",
];

/** Whether the sizes of a resource type show how much data a backup contains. */
export const hasComparableSizes = (resourceType: string | undefined): boolean =>
  resourceType !== undefined && !typesWithoutTrend.includes(resourceType);

/** Types of which AWS Backup reports no size: 0, or none at all. (AWS Backup API Reference, BackupJob) */
const typesWithoutSize: readonly string[] = ["RDS", "Aurora", "DocumentDB", "Neptune", "FSx"];

/** Whether AWS Backup reports any size for a resource type. */
export const hasReportedSizes = (resourceType: string): boolean => !typesWithoutSize.includes(resourceType);
