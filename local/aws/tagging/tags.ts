import { z } from "zod";
import { type EndpointOptions, type JsonService, startJsonService } from "../json-service";

export type LocalTags = JsonService & {
  /** Sets a resource's tags. */
  readonly put: (arn: string, tags: Readonly<Record<string, string>>) => void;
  /** A resource's tags; none where it has none. */
  readonly tagsOf: (arn: string) => Readonly<Record<string, string>>;
};

/** At most 100 ARNs or types, and never both. (Resource Groups Tagging API Reference, GetResources) */
const getSchema = z.union([
  z.strictObject({ ResourceARNList: z.array(z.string()).min(1).max(100) }),
  z.strictObject({
    ResourceTypeFilters: z.array(z.string()).max(100).default([]),
    ResourcesPerPage: z.int().min(1).max(100).default(50),
    PaginationToken: z.string().default(""),
  }),
]);

/** `dynamodb:table` for `arn:aws:dynamodb:...:table/orders`; a bucket's ARN has no type. */
const isOfType = (arn: string, filter: string): boolean => {
  const [, , service, , , ...rest] = arn.split(":");
  const [wanted, type] = filter.split(":");
  return service === wanted && (type === undefined || rest.join(":").split(/[:/]/, 1)[0] === type);
};

/** Resource Groups Tagging API: GetResources by ARN or by type. A resource without tags is left out, as in AWS. */
export const startTags = async (options: EndpointOptions = {}): Promise<LocalTags> => {
  const tagsByArn = new Map<string, Readonly<Record<string, string>>>();

  const mappingsOf = (arns: readonly string[]) =>
    arns.flatMap((ResourceARN) => {
      const tags = tagsByArn.get(ResourceARN);
      if (tags === undefined) return [];
      return [{ ResourceARN, Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) }];
    });

  const getResources = (input: unknown) => {
    const asked = getSchema.parse(input);
    if ("ResourceARNList" in asked) {
      return { PaginationToken: "", ResourceTagMappingList: mappingsOf(asked.ResourceARNList) };
    }
    const { ResourceTypeFilters: filters, ResourcesPerPage: size, PaginationToken: token } = asked;
    const arns = [...tagsByArn.keys()].filter(
      (arn) => filters.length === 0 || filters.some((filter) => isOfType(arn, filter)),
    );
    const start = Number(token);
    const end = start + size;
    return {
      PaginationToken: end < arns.length ? `${end}` : "",
      ResourceTagMappingList: mappingsOf(arns.slice(start, end)),
    };
  };

  const service = await startJsonService({
    ...options,
    service: "tagging",
    target: "ResourceGroupsTaggingAPI_20170126",
    version: "1.1",
    operations: { GetResources: getResources },
  });
  return {
    ...service,
    put: (arn, tags) => void tagsByArn.set(arn, tags),
    tagsOf: (arn) => tagsByArn.get(arn) ?? {},
  };
};
