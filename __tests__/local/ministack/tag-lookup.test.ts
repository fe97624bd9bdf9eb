import {
  GetResourcesCommand,
  type GetResourcesInput,
  paginateGetResources,
  ResourceGroupsTaggingAPIClient,
} from "@aws-sdk/client-resource-groups-tagging-api";
import { accountRootConfig } from "../../../local/ministack/account-root";
import { startGateway } from "../../../local/ministack/gateway";
import type { AwsProxy } from "../../../local/ministack/proxy";
import { answer, type ScriptedServer, startScripted } from "../../servers/scripted-server";

const json = { "content-type": "application/x-amz-json-1.1" };
const xml = { "content-type": "text/xml" };

const instance = "arn:aws:ec2:us-east-1:111122223333:instance/i-0abc";
const bareInstance = "arn:aws:ec2:us-east-1:111122223333:instance/i-0bare";
const volume = "arn:aws:ec2:us-east-1:111122223333:volume/vol-0def";
const database = "arn:aws:rds:us-east-1:111122223333:db:orders";
const queue = "arn:aws:sqs:us-east-1:111122223333:events";

/** What the emulator answers, by action. */
let answers: Record<string, string>;
let emulator: ScriptedServer;
let gateway: AwsProxy;
let client: ResourceGroupsTaggingAPIClient;

const tagItem = (id: string, type: string, key: string, value: string): string =>
  `<item><resourceId>${id}</resourceId><resourceType>${type}</resourceType><key>${key}</key><value>${value}</value></item>`;

const instances = (...ids: readonly string[]): string =>
  `<DescribeInstancesResponse><reservationSet><item><instancesSet>${ids.map((id) => `<item><instanceId>${id}</instanceId></item>`).join("")}</instancesSet></item></reservationSet></DescribeInstancesResponse>`;

const tagSet = (...items: readonly string[]): string =>
  `<DescribeTagsResponse><tagSet>${items.join("")}</tagSet></DescribeTagsResponse>`;

beforeEach(async () => {
  answers = {
    GetResources: JSON.stringify({
      PaginationToken: "",
      ResourceTagMappingList: [{ ResourceARN: queue, Tags: [{ Key: "stage", Value: "dev" }] }],
    }),
    DescribeInstances: instances("i-0abc", "i-0bare"),
    DescribeVolumes:
      "<DescribeVolumesResponse><volumeSet><item><volumeId>vol-0def</volumeId><size>8</size></item></volumeSet></DescribeVolumesResponse>",
    DescribeTags: tagSet(
      tagItem("i-0abc", "instance", "backup", "daily"),
      tagItem("vol-0def", "volume", "team", "shop"),
      tagItem("i-0gone", "instance", "backup", "daily"),
    ),
    DescribeDBInstances: `<R><DBInstance><DBInstanceArn>${database}</DBInstanceArn></DBInstance></R>`,
    DescribeDBClusters: "<R/>",
    ListTagsForResource: "<R><TagList><Tag><Key>backup</Key>\n<Value>weekly</Value></Tag></TagList></R>",
  };
  emulator = await startScripted((response, { headers, body }) => {
    const target = String(headers["x-amz-target"] ?? "").split(".")[1];
    const text = answers[target ?? new URLSearchParams(body).get("Action") ?? ""] ?? "";
    if (text.includes("AccessDenied"))
      answer(400, text, json)(response, { method: "", path: "", headers, body });
    else response.writeHead(200, target === undefined ? xml : json).end(text);
  });
  gateway = await startGateway(() => emulator.url);
  client = new ResourceGroupsTaggingAPIClient({ ...accountRootConfig(gateway.url), maxAttempts: 1 });
});

afterEach(async () => {
  client.destroy();
  await gateway.close();
  await emulator.close();
});

const look = async (input: GetResourcesInput = {}) => {
  const { ResourceTagMappingList = [] } = await client.send(new GetResourcesCommand(input));
  return Object.fromEntries(
    ResourceTagMappingList.map(({ ResourceARN = "", Tags = [] }) => [
      ResourceARN,
      Tags.map(({ Key, Value }) => `${Key}=${Value}`).join(),
    ]),
  );
};

test("the lookup knows instances, volumes and databases besides what the emulator's knows", async () => {
  expect(await look()).toEqual({
    [instance]: "backup=daily",
    [volume]: "team=shop",
    [database]: "backup=weekly",
    [queue]: "stage=dev",
  });
});

test("what lost its last tag stays, what never had one is left out, and so is what is gone", async () => {
  await look();
  answers["DescribeTags"] = tagSet();
  const found = await look();
  expect(found).toMatchObject({ [instance]: "", [volume]: "" });
  expect(found).not.toHaveProperty([bareInstance]);
  answers["DescribeInstances"] = instances();
  expect(await look()).not.toHaveProperty([instance]);
});

test.each<[string, GetResourcesInput, readonly string[]]>([
  ["types", { ResourceTypeFilters: ["ec2:instance", "rds:db"] }, [instance, database]],
  ["a key", { TagFilters: [{ Key: "backup" }] }, [instance, database]],
  ["any of a key's values", { TagFilters: [{ Key: "backup", Values: ["daily", "hourly"] }] }, [instance]],
  ["all keys", { TagFilters: [{ Key: "backup" }, { Key: "team" }] }, []],
  ["ARNs", { ResourceARNList: [volume, bareInstance] }, [volume]],
])("can be asked by %s", async (_what, input, arns) => {
  expect(Object.keys(await look(input))).toEqual(arns);
});

test("answers page by page", async () => {
  const pages: unknown[] = [];
  for await (const { ResourceTagMappingList = [] } of paginateGetResources(
    { client },
    { ResourcesPerPage: 3 },
  )) {
    pages.push(ResourceTagMappingList.map(({ ResourceARN }) => ResourceARN));
  }
  expect(pages).toEqual([[instance, volume, database], [queue]]);
});

test.each<[string, GetResourcesInput, string]>([
  ["pages of more than 100", { ResourcesPerPage: 101 }, "ValidationException"],
  [
    "ARNs together with types",
    { ResourceARNList: [queue], ResourceTypeFilters: ["sqs"] },
    "InvalidParameterException",
  ],
  ["a made-up token", { PaginationToken: "next" }, "PaginationTokenExpiredException"],
])("refuses %s", async (_what, input, name) => {
  await expect(look(input)).rejects.toMatchObject({ name });
});

test("whoever is not allowed to look learns nothing", async () => {
  const message = "User: ... is not authorized to perform: tag:GetResources";
  answers["GetResources"] = JSON.stringify({ __type: "AccessDeniedException", message });
  await expect(look()).rejects.toMatchObject({ name: "AccessDeniedException", message });
  expect(emulator.received).toHaveLength(1);
});
