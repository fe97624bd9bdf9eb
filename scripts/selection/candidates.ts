import { BackupClient, paginateListProtectedResources } from "@aws-sdk/client-backup";
import {
  paginateGetResources,
  ResourceGroupsTaggingAPIClient,
} from "@aws-sdk/client-resource-groups-tagging-api";
import { parseArn } from "../../handler/model/arn";
import type { Candidate } from "../../handler/selection/selection";
import { allItems } from "../aws/all-items";
import { type AwsConfig, connect } from "../aws/client";
import type { SelectedPlan } from "./selected-plan";

/**
 * The types whose tags are asked for, and the ARNs that they stand for. Others, such as EKS clusters, are selected by ARN.
 * (Resource Groups Tagging API User Guide, supported services)
 */
const taggedTypes: Readonly<Record<string, RegExp>> = {
  "ec2:instance": /^ec2:instance\//,
  "ec2:volume": /^ec2:volume\//,
  "rds:db": /^rds:db:/,
  "rds:cluster": /^rds:cluster:/,
  "dynamodb:table": /^dynamodb:table\/[^/]+$/,
  "elasticfilesystem:file-system": /^elasticfilesystem:file-system\//,
  s3: /^s3:/,
  "fsx:file-system": /^fsx:file-system\//,
  "redshift:cluster": /^redshift:cluster:/,
};

const isTaggedType = (arn: string): boolean => {
  const { service, resource } = parseArn(arn) ?? {};
  return Object.values(taggedTypes).some((form) => form.test(`${service}:${resource}`));
};

/** AWS's limit of a page. (Resource Groups Tagging API Reference, GetResources) */
const ResourcesPerPage = 100;

const readTagged = async (aws: AwsConfig): Promise<readonly Candidate[]> => {
  const client = connect(ResourceGroupsTaggingAPIClient, aws);
  const mappings = await allItems(
    paginateGetResources({ client }, { ResourceTypeFilters: Object.keys(taggedTypes), ResourcesPerPage }),
    ({ ResourceTagMappingList }) => ResourceTagMappingList,
  );
  return mappings.flatMap(({ ResourceARN, Tags = [] }) =>
    ResourceARN === undefined || !isTaggedType(ResourceARN)
      ? []
      : [
          {
            arn: ResourceARN,
            tags: Object.fromEntries(Tags.map(({ Key = "", Value = "" }) => [Key, Value])),
          },
        ],
  );
};

const readProtected = async (aws: AwsConfig): Promise<readonly string[]> => {
  const results = await allItems(
    paginateListProtectedResources({ client: connect(BackupClient, aws), pageSize: 1000 }, {}),
    ({ Results }) => Results,
  );
  return results.flatMap(({ ResourceArn }) => ResourceArn ?? []);
};

const namedIn = (plans: readonly SelectedPlan[]): readonly string[] =>
  plans
    .flatMap(({ selections }) => selections.flatMap(({ resources }) => resources))
    .filter((arn) => !arn.includes("*"));

/**
 * Every resource that AWS names: those that have or had a tag, those that were backed up, and those that a selection
 * names. AWS lists no resource that never had a tag. A tagged type that the tags do not list has none.
 * @throws AWS's error, or one where a page has no list
 */
export const readCandidates = async (
  plans: readonly SelectedPlan[],
  aws: AwsConfig,
): Promise<readonly Candidate[]> => {
  const [tagged, backedUp] = await Promise.all([readTagged(aws), readProtected(aws)]);
  const candidates = new Map<string, Candidate>(
    [...backedUp, ...namedIn(plans)].map((arn) => [arn, isTaggedType(arn) ? { arn, tags: {} } : { arn }]),
  );
  for (const candidate of tagged) candidates.set(candidate.arn, candidate);
  return [...candidates.values()].toSorted((one, other) => one.arn.localeCompare(other.arn));
};
