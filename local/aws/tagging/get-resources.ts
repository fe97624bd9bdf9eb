import { z } from "zod";
import type { TaggedResource } from "../backup/selected";
import { ServiceError } from "../json-service";

/** Limits of the Resource Groups Tagging API Reference, GetResources. */
const maxArns = 100;

const tagFilterSchema = z.strictObject({
  Key: z.string().min(1).max(128),
  Values: z.array(z.string().max(256)).max(20).default([]),
});

const getSchema = z.strictObject({
  ResourceARNList: z.array(z.string()).min(1).max(maxArns).optional(),
  ResourceTypeFilters: z.array(z.string().max(256)).max(100).optional(),
  TagFilters: z.array(tagFilterSchema).max(50).optional(),
  ResourcesPerPage: z.int().min(1).max(100).optional(),
  PaginationToken: z.string().optional(),
});

type TagFilter = z.infer<typeof tagFilterSchema>;

const defaultPageSize = 50;

/** `dynamodb:table` for `arn:aws:dynamodb:...:table/orders`; a bucket's ARN has no type. */
const isOfType = (arn: string, filter: string): boolean => {
  const [, , service, , , ...rest] = arn.split(":");
  const [wanted, type] = filter.split(":");
  return service === wanted && (type === undefined || rest.join(":").split(/[:/]/, 1)[0] === type);
};

/** Any of the values; any at all where none is named. */
const hasTag = (tags: TaggedResource["tags"], { Key, Values }: TagFilter): boolean =>
  Object.hasOwn(tags, Key) && (Values.length === 0 || Values.includes(tags[Key] ?? ""));

const mappingOf = ({ arn, tags }: TaggedResource) => ({
  ResourceARN: arn,
  Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
});

const tokenOf = (arn: string): string => Buffer.from(`after:${arn}`).toString("base64");

/** The ARN after which a page begins. */
const arnOf = (token: string): string => {
  const arn = /^after:(.+)$/s.exec(Buffer.from(token, "base64").toString())?.[1];
  if (token !== "" && arn === undefined) {
    throw new ServiceError("PaginationTokenExpiredException", "The PaginationToken is not valid."); // Inferred.
  }
  return arn ?? "";
};

/**
 * Answers GetResources from all resources that have or had a tag: by ARN, or by types (any of them) and tags (each key, any of its
 * values), page by page in the order of the ARNs.
 * @throws ServiceError or ZodError for what AWS refuses
 */
export const getResources = (input: unknown, tagged: readonly TaggedResource[]) => {
  const { ResourceARNList: arns, ...filters } = getSchema.parse(input);
  if (arns !== undefined) {
    if (Object.keys(filters).length > 0) {
      throw new ServiceError(
        "InvalidParameterException",
        "ResourceARNList cannot be specified together with filters or pagination parameters.", // Inferred.
      );
    }
    const found = tagged.filter(({ arn }) => arns.includes(arn));
    return { PaginationToken: "", ResourceTagMappingList: found.map(mappingOf) };
  }
  const { ResourceTypeFilters: types = [], TagFilters: tags = [], PaginationToken: token = "" } = filters;
  const after = arnOf(token);
  const rest = tagged
    .filter(
      (one) =>
        one.arn > after &&
        (types.length === 0 || types.some((type) => isOfType(one.arn, type))) &&
        tags.every((filter) => hasTag(one.tags, filter)),
    )
    .sort((one, other) => (one.arn < other.arn ? -1 : 1));
  const page = rest.slice(0, filters.ResourcesPerPage ?? defaultPageSize);
  return {
    PaginationToken: page.length < rest.length ? tokenOf(page.at(-1)?.arn ?? "") : "",
    ResourceTagMappingList: page.map(mappingOf),
  };
};
