import { z } from "zod";
import { type EndpointOptions, type JsonService, startJsonService } from "../json-service";

export type LocalTags = JsonService & {
  /** Sets a resource's tags. */
  readonly put: (arn: string, tags: Readonly<Record<string, string>>) => void;
  /** A resource's tags; none where it has none. */
  readonly tagsOf: (arn: string) => Readonly<Record<string, string>>;
};

/** GetResources takes at most 100 ARNs. (Resource Groups Tagging API Reference) */
const getSchema = z.strictObject({ ResourceARNList: z.array(z.string()).min(1).max(100) });

/** Resource Groups Tagging API: GetResources by ARN. A resource without tags is left out of the answer, as in AWS. */
export const startTags = async (options: EndpointOptions = {}): Promise<LocalTags> => {
  const tagsByArn = new Map<string, Readonly<Record<string, string>>>();

  const getResources = (input: unknown) => ({
    PaginationToken: "",
    ResourceTagMappingList: getSchema.parse(input).ResourceARNList.flatMap((ResourceARN) => {
      const tags = tagsByArn.get(ResourceARN);
      if (tags === undefined) return [];
      return [{ ResourceARN, Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) }];
    }),
  });

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
