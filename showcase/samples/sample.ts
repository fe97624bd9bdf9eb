import type { Route } from "../../handler/route/route";

/**
 * One thing that AWS Backup tells, as it reaches the function: what Lambda hands over, and what AWS answers when the
 * function asks. Nothing in it is made for our model: reader and writer have to cope with it as with AWS's own.
 */
export type Sample = {
  /** Names the sample in addresses and file names: `backup-failed-key`. */
  readonly id: string;
  /** What happened, in the words of somebody who looks for it. */
  readonly title: string;
  readonly group: SampleGroup;
  /** What Lambda hands over: one invocation. */
  readonly input: { readonly Records: readonly object[] };
  /**
   * AWS's answers by path: `/backup-jobs/<id>`; of a resource's list with the resource alone:
   * `/backup-jobs/?resourceArn=<arn>`. What is not in it is refused with 404.
   */
  readonly answers: Readonly<Record<string, object>>;
  /** What a stage's own routes make of it, where that is what the sample is about. */
  readonly routes?: readonly Route[];
};

/** The parts of the list, in the order in which they are shown. */
export const sampleGroups = [
  "Backup jobs",
  "Copy jobs",
  "Restore jobs",
  "Restore tests",
  "Objects",
  "Recovery points and scans",
  "Vaults, plans and settings",
  "Several at once",
  "Services",
  "Partitions",
  "Everything else",
] as const;

export type SampleGroup = (typeof sampleGroups)[number];
