import { sign } from "aws4";
import { type LocalTags, startTags } from "../../../../local/aws/tagging/tags";

let tags: LocalTags;

beforeEach(async () => {
  tags = await startTags();
});

afterEach(() => tags.close());

const ask = async (input: object) => {
  const { host } = new URL(tags.url);
  const body = JSON.stringify(input);
  const headers = {
    "content-type": "application/x-amz-json-1.1",
    "x-amz-target": "ResourceGroupsTaggingAPI_20170126.GetResources",
  };
  const request = { service: "tagging", region: "eu-west-1", method: "POST", path: "/", host, headers, body };
  const signed = sign(request, { accessKeyId: "test", secretAccessKey: "test" });
  const answer = await fetch(tags.url, {
    method: "POST",
    body,
    headers: signed.headers as Record<string, string>,
  });
  return { status: answer.status, fields: await answer.json() };
};

describe("the local Resource Groups Tagging API", () => {
  test("lists the tags of resources, and leaves out those without", async () => {
    tags.put("arn:a", { team: "shop" });
    expect((await ask({ ResourceARNList: ["arn:a", "arn:b"] })).fields.ResourceTagMappingList).toEqual([
      { ResourceARN: "arn:a", Tags: [{ Key: "team", Value: "shop" }] },
    ]);
    expect(tags.tagsOf("arn:a")).toEqual({ team: "shop" });
    expect(tags.tagsOf("arn:b")).toEqual({});
  });

  test("refuses more than a hundred ARNs", async () => {
    const ResourceARNList = Array.from({ length: 101 }, (_, n) => `arn:${n}`);
    expect((await ask({ ResourceARNList })).status).toBe(400);
  });
});
