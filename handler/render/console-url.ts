import { parseArn } from "../model/arn";
import type { JobType } from "../model/job-phase";
import { type ResourceFacts, resourceOf } from "../model/resource";

/** Console hosts by partition. (AWS European Sovereign Cloud documentation, endpoints, for the third) Those of the isolated partitions cannot be opened from Slack. */
const hosts = [
  [/^us-gov-[a-z]+-\d$/, "console.amazonaws-us-gov.com"],
  [/^cn-[a-z]+-\d$/, "console.amazonaws.cn"],
  [/^eusc-[a-z-]+-\d$/, "console.amazonaws-eusc.eu"],
  [/^[a-z]{2}-iso[a-z]*-/, undefined],
  [/^[a-z]{2}(?:-[a-z]+)+-\d{1,2}$/, "console.aws.amazon.com"],
] as const;

/** A label of a host name has at most 63 characters; AWS Regions have about 15. */
const maxRegionLength = 63;

/**
 * The console's URL in a Region; `undefined` for anything that is not a Region. The Region comes from an event:
 * only its documented form is allowed in a host name.
 */
const consoleOf = (region: string | undefined): string | undefined => {
  if (region === undefined || region.length > maxRegionLength) return undefined;
  const host = hosts.find(([pattern]) => pattern.test(region))?.[1];
  return host && `https://${region}.${host}/`;
};

/** Four links share a section of 3,000 characters. AWS's IDs, vault names and ARNs are far shorter. */
const maxEncodedLength = 500;

/** Fills in a page's URL: `{region}` and the values by name, each encoded. */
const pageUrl = (
  region: string | undefined,
  page: string,
  values: Readonly<Record<string, string>>,
): string | undefined => {
  const base = consoleOf(region);
  if (base === undefined || region === undefined) return undefined;
  let length = 0;
  const path = page.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = name === "region" ? region : (values[name] ?? "");
    const encoded = encodeURIComponent(value.replace(/\p{Cs}/gu, "")); // A lone surrogate cannot be encoded.
    length += encoded.length;
    return encoded;
  });
  return length <= maxEncodedLength ? `${base}${path}` : undefined;
};

const backupPage = (fragment: string): string => `backup/home?region={region}#${fragment}`;

const jobPages: Readonly<Record<JobType, string>> = {
  backup: "/jobs/backup/{id}",
  copy: "/jobs/copy/details/{id}",
  restore: "/jobs/restore/details/{id}",
};

/** The page of a job. Its path is not documented, so also link to the vault's page. */
export const jobUrl = (region: string | undefined, jobType: JobType, id: string): string | undefined =>
  pageUrl(region, backupPage(jobPages[jobType]), { id });

/** The list of all jobs. */
export const jobsUrl = (region: string | undefined): string | undefined =>
  pageUrl(region, backupPage("/jobs"), {});

/** The list of all resources that have recovery points. */
export const resourcesUrl = (region: string | undefined): string | undefined =>
  pageUrl(region, backupPage("/resources"), {});

/** The page of a backup vault. */
export const vaultUrl = (region: string | undefined, name: string): string | undefined =>
  pageUrl(region, backupPage("/backupvaults/details/{name}"), { name });

/** The page of a recovery point, under its vault's page. */
export const recoveryPointUrl = (
  region: string | undefined,
  vault: string,
  arn: string,
): string | undefined => pageUrl(region, backupPage("/backupvaults/details/{vault}/{arn}"), { vault, arn });

/** The page of a backup plan. */
export const planUrl = (region: string | undefined, id: string): string | undefined =>
  pageUrl(region, backupPage("/backupplan/details/{id}"), { id });

/** The page of a restore testing plan. */
export const restoreTestingPlanUrl = (region: string | undefined, name: string): string | undefined =>
  pageUrl(region, backupPage("/restoretesting/details/{name}"), { name });

/** The page of an alarm of CloudWatch. */
export const alarmUrl = (region: string | undefined, name: string): string | undefined =>
  pageUrl(region, "cloudwatch/home?region={region}#alarmsV2:alarm/{name}", { name });

/** The start page of GuardDuty: no page of a finding is documented. */
export const guardDutyUrl = (region: string | undefined): string | undefined =>
  pageUrl(region, "guardduty/home?region={region}", {});

/** Resource pages by service, as in the address bar of each service's console. */
const resourcePages: Readonly<Record<string, string>> = {
  EC2: "ec2/home?region={region}#InstanceDetails:instanceId={id}",
  EBS: "ec2/home?region={region}#VolumeDetails:volumeId={id}",
  RDS: "rds/home?region={region}#database:id={id};is-cluster=false",
  Aurora: "rds/home?region={region}#database:id={id};is-cluster=true",
  DocumentDB: "docdb/home?region={region}#cluster-details/{id}",
  Neptune: "neptune/home?region={region}#database:id={id};is-cluster=true",
  DynamoDB: "dynamodbv2/home?region={region}#table?name={id}",
  EFS: "efs/home?region={region}#/file-systems/{id}",
  FSx: "fsx/home?region={region}#file-system-details/{id}",
  S3: "s3/buckets/{id}?region={region}",
  Redshift: "redshiftv2/home?region={region}#cluster-details?cluster={id}",
  EKS: "eks/home?region={region}#/clusters/{id}",
  CloudFormation: "cloudformation/home?region={region}#/stacks/stackinfo?stackId={arn}",
};

/**
 * The page of a resource in its service's console, or in the AWS Backup console if that page is unknown.
 * @param region Region of the event, for ARNs without one, such as a bucket's
 */
export const resourceUrl = (region: string | undefined, facts: ResourceFacts): string | undefined => {
  const { resourceArn: arn } = facts;
  const parsed = parseArn(arn);
  if (arn === undefined || parsed === undefined) return undefined;
  const { id = arn, service = "" } = resourceOf(facts);
  // Multi-AZ clusters of RDS have clusters' pages; an FSx volume has no page by its id alone.
  const key = service === "RDS" && parsed.resource.startsWith("cluster:") ? "Aurora" : service;
  const isKnown = Object.hasOwn(resourcePages, key) && (key !== "FSx" || id.startsWith("fs-"));
  const page = isKnown ? resourcePages[key] : undefined;
  return pageUrl(parsed.region ?? region, page ?? backupPage("/resources/{arn}"), { id, arn });
};
