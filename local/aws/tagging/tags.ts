import { type EndpointOptions, type JsonService, startJsonService } from "../json-service";
import { getResources } from "./get-resources";

export type LocalTags = JsonService & {
  /** Sets a resource's tags. */
  readonly put: (arn: string, tags: Readonly<Record<string, string>>) => void;
  /** A resource's tags; none where it has none. */
  readonly tagsOf: (arn: string) => Readonly<Record<string, string>>;
};

/** Resource Groups Tagging API: GetResources. A resource that never had tags is left out, as in AWS. */
export const startTags = async (options: EndpointOptions = {}): Promise<LocalTags> => {
  const tagsByArn = new Map<string, Readonly<Record<string, string>>>();
  const answer = (input: unknown) =>
    getResources(
      input,
      [...tagsByArn].map(([arn, tags]) => ({ arn, tags })),
    );
  const service = await startJsonService({
    ...options,
    service: "tagging",
    target: "ResourceGroupsTaggingAPI_20170126",
    version: "1.1",
    operations: { GetResources: answer },
  });
  return {
    ...service,
    put: (arn, tags) => void tagsByArn.set(arn, tags),
    tagsOf: (arn) => tagsByArn.get(arn) ?? {},
  };
};
