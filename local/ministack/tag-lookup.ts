import {
  DescribeTagsCommand,
  EC2Client,
  paginateDescribeInstances,
  paginateDescribeVolumes,
} from "@aws-sdk/client-ec2";
import {
  paginateGetResources,
  ResourceGroupsTaggingAPIClient,
} from "@aws-sdk/client-resource-groups-tagging-api";
import type { TaggedResource } from "../aws/backup/selected";
import { errorOf } from "../aws/json-service";
import { getResources } from "../aws/tagging/get-resources";
import { accountRoot, accountRootConfig, callAsAccountRoot, rootAccountOf } from "./account-root";
import { type AwsAnswer, type AwsCall, passOn } from "./call";

type Tag = { readonly Key?: string | undefined; readonly Value?: string | undefined };

const tagsOf = (list: readonly Tag[]): TaggedResource["tags"] =>
  Object.fromEntries(list.map(({ Key = "", Value = "" }) => [Key, Value]));

/** What the emulator's own lookup knows: most services, but neither EC2 nor RDS. */
const ofTheEmulator = async (url: string, accountId: string): Promise<readonly TaggedResource[]> => {
  const client = new ResourceGroupsTaggingAPIClient(accountRootConfig(url, accountId));
  const found: TaggedResource[] = [];
  for await (const { ResourceTagMappingList = [] } of paginateGetResources({ client }, {})) {
    for (const { ResourceARN: arn = "", Tags = [] } of ResourceTagMappingList)
      found.push({ arn, tags: tagsOf(Tags) });
  }
  return found;
};

/** Instances, terminated ones for as long as EC2 shows them, and volumes. The emulator keeps the tags of those that are gone. */
const ofEc2 = async (url: string, accountId: string): Promise<readonly TaggedResource[]> => {
  const client = new EC2Client(accountRootConfig(url, accountId));
  const ids: (readonly [type: string, id: string])[] = [];
  for await (const { Reservations = [] } of paginateDescribeInstances({ client }, {})) {
    for (const { Instances = [] } of Reservations)
      for (const { InstanceId = "" } of Instances) ids.push(["instance", InstanceId]);
  }
  for await (const { Volumes = [] } of paginateDescribeVolumes({ client }, {})) {
    for (const { VolumeId = "" } of Volumes) ids.push(["volume", VolumeId]);
  }
  const { Tags = [] } = await client.send(new DescribeTagsCommand({}));
  return ids.map(([type, id]) => ({
    arn: `arn:aws:ec2:${accountRoot.region}:${accountId}:${type}/${id}`,
    tags: tagsOf(Tags.filter(({ ResourceId }) => ResourceId === id)),
  }));
};

/** Database instances and clusters. */
const ofRds = async (url: string, accountId: string): Promise<readonly TaggedResource[]> => {
  const ask = async (parameters: Readonly<Record<string, string>>): Promise<string> => {
    const call = {
      service: "rds",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({ Version: "2014-10-31", ...parameters }).toString(),
    };
    return (await callAsAccountRoot(url, call, accountId)).body.toString("utf8");
  };
  const lists = await Promise.all(
    ["DescribeDBInstances", "DescribeDBClusters"].map((Action) => ask({ Action })),
  );
  const arns = lists
    .flatMap((xml) => [...xml.matchAll(/<DB(?:Instance|Cluster)Arn>([^<]+)</g)])
    .map(([, arn = ""]) => arn);
  return Promise.all(
    [...new Set(arns)].map(async (arn) => {
      const xml = await ask({ Action: "ListTagsForResource", ResourceName: arn });
      const tags = [...xml.matchAll(/<Key>([^<]*)<\/Key>\s*<Value>([^<]*)</g)];
      return { arn, tags: tagsOf(tags.map(([, Key, Value]) => ({ Key, Value }))) };
    }),
  );
};

const json = (status: number, body: unknown): AwsAnswer => ({
  status,
  headers: { "content-type": "application/x-amz-json-1.1" },
  body: Buffer.from(JSON.stringify(body)),
});

/** The emulator also refuses ARNs of services that its lookup does not have, which AWS does not. */
const isUnauthorized = ({ status, body }: AwsAnswer): boolean =>
  status === 403 || (status >= 400 && /AccessDenied|Signature|ClientToken/.test(body.toString("utf8")));

/**
 * Creates the tag lookup of the whole account: the emulator's has neither EC2 nor RDS, and no pages. The caller's own signed
 * call must first have shown that it is allowed to. A resource that never had tags is left out; one that once
 * had them when somebody asked stays, as in AWS.
 */
export const newTagLookup = (emulatorUrl: () => string) => {
  const hadTags = new Set<string>();

  const allTagged = async (accountId: string): Promise<readonly TaggedResource[]> => {
    const lists = [ofTheEmulator, ofEc2, ofRds].map((list) => list(emulatorUrl(), accountId));
    const all = (await Promise.all(lists)).flat();
    for (const { arn, tags } of all) if (Object.keys(tags).length > 0) hadTags.add(arn);
    return all.filter(({ arn }) => hadTags.has(arn));
  };

  return async (call: AwsCall): Promise<AwsAnswer> => {
    const answer = await passOn(emulatorUrl(), call);
    const isLookup = String(call.headers["x-amz-target"]).endsWith(".GetResources");
    if (!isLookup || isUnauthorized(answer)) return answer;
    try {
      const asked: unknown = JSON.parse(call.body.toString("utf8") || "{}");
      return json(200, getResources(asked, await allTagged(rootAccountOf(call))));
    } catch (error) {
      const { type, message, status } = errorOf(error);
      return json(status, { __type: type, message });
    }
  };
};
