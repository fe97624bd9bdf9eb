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

  test("lists resources of the types that are asked for, page by page", async () => {
    const table = "arn:aws:dynamodb:eu-west-1:111122223333:table/orders";
    for (const arn of [table, `${table}-2`, "arn:aws:s3:::logs", "arn:aws:sqs:eu-west-1:111122223333:q"]) {
      tags.put(arn, { team: "shop" });
    }
    const input = { ResourceTypeFilters: ["dynamodb:table", "s3"], ResourcesPerPage: 2 };
    const { fields: first } = await ask(input);
    const { fields: last } = await ask({ ...input, PaginationToken: first.PaginationToken });
    const arnsOf = (page: typeof first): string[] =>
      page.ResourceTagMappingList.map(({ ResourceARN }: { ResourceARN: string }) => ResourceARN);
    expect([arnsOf(first), arnsOf(last), last.PaginationToken]).toEqual([
      [table, `${table}-2`],
      ["arn:aws:s3:::logs"],
      "",
    ]);
  });

  test("refuses more than a hundred ARNs", async () => {
    const ResourceARNList = Array.from({ length: 101 }, (_, n) => `arn:${n}`);
    expect((await ask({ ResourceARNList })).status).toBe(400);
  });
});
