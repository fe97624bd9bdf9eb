/** How a backup's size stands to those before it. */
export type SizeTrend = {
  /** Bars of the sizes, the oldest first and this one last: `▁▂▂▃▅`. */
  readonly bars: string;
  /** The change since the last one in percent; absent where the last one was empty. */
  readonly changePercent?: number;
  /** Where it is less than half, or more than double, of what is usual, and that size in bytes. */
  readonly unusual?: { readonly is: "smaller" | "larger"; readonly usualBytes: number };
};

const levels = "▁▂▃▄▅▆▇█";

/** Smaller differences are not worth a slope. */
const flatShare = 0.02;

const barsOf = (sizes: readonly number[]): string => {
  const most = Math.max(...sizes);
  const least = Math.min(...sizes);
  const span = most - least;
  return sizes
    .map((size) => {
      const height = span <= most * flatShare ? 0.5 : (size - least) / span;
      return levels[Math.min(levels.length - 1, Math.floor(height * levels.length))];
    })
    .join("");
};

/** The middle one, so that one odd backup among them does not count. */
const usualOf = (sizes: readonly number[]): number =>
  [...sizes].sort((one, other) => one - other)[Math.floor(sizes.length / 2)] ?? 0;

/** Fewer say nothing of what is usual. */
const leastForUsual = 3;

const unusualOf = (sizeBytes: number, earlier: readonly number[]): SizeTrend["unusual"] => {
  const usualBytes = usualOf(earlier);
  if (earlier.length < leastForUsual || usualBytes === 0) return undefined;
  if (sizeBytes < usualBytes / 2) return { is: "smaller", usualBytes };
  return sizeBytes > usualBytes * 2 ? { is: "larger", usualBytes } : undefined;
};

/** Compares a size with earlier ones, the oldest first; `undefined` where there are none. */
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
 * Types whose sizes cannot be compared: AWS Backup says 0 (RDS, Aurora, DocumentDB, Neptune, FSx), the provisioned
 * size (EC2, EBS), what changed since the last backup (EFS), or less than it is (virtual machines). (AWS Backup API
 * Reference, BackupJob, BackupSizeInBytes)
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

/** Whether sizes of a resource type tell how much data a backup holds. */
export const hasComparableSizes = (resourceType: string | undefined): boolean =>
  resourceType !== undefined && !typesWithoutTrend.includes(resourceType);
