import type { JobType } from "./model";

/** Console hosts by partition. The isolated partitions have none that a Slack reader could open. */
const hosts = [
  [/^us-gov-[a-z]+-\d$/, "console.amazonaws-us-gov.com"],
  [/^cn-[a-z]+-\d$/, "console.amazonaws.cn"],
  [/^us-iso[a-z]*-/, undefined],
  [/^[a-z]{2}(?:-[a-z]+)+-\d{1,2}$/, "console.aws.amazon.com"],
] as const;

/** A label of a host name has 63 characters at most; AWS's Regions have some fifteen. */
const maxRegionLength = 63;

/**
 * The console's address in a Region; `undefined` for what is not one. The Region comes out of an event:
 * only its documented form may become part of a host name.
 */
const backupConsole = (region: string | undefined): string | undefined => {
  if (region === undefined || region.length > maxRegionLength) return undefined;
  const host = hosts.find(([pattern]) => pattern.test(region))?.[1];
  return host && `https://${region}.${host}/backup/home?region=${region}#`;
};

const jobPaths: Readonly<Record<JobType, string>> = {
  backup: "/jobs/backup/",
  copy: "/jobs/copy/details/",
  restore: "/jobs/restore/details/",
};

/** Two links share a section of 3,000 characters. AWS's own ids and vault names are far shorter. */
const maxEncodedLength = 1000;

const pageUrl = (region: string | undefined, path: string, name: string): string | undefined => {
  const base = backupConsole(region);
  const encoded = encodeURIComponent(name.replace(/\p{Cs}/gu, "")); // A lone surrogate cannot be encoded.
  return base && encoded.length <= maxEncodedLength ? `${base}${path}${encoded}` : undefined;
};

/** The page of a job. Its path is not documented; offer the vault's beside it. */
export const jobUrl = (region: string | undefined, jobType: JobType, jobId: string): string | undefined =>
  pageUrl(region, jobPaths[jobType], jobId);

/** The page of a backup vault. */
export const vaultUrl = (region: string | undefined, vaultName: string): string | undefined =>
  pageUrl(region, "/backupvaults/details/", vaultName);
