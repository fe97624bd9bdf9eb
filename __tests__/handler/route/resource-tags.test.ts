import type { Aws, AwsRequest } from "../../../handler/aws/request";
import { createResourceTags } from "../../../handler/route/resource-tags";

const arnOf = (name: string, region = "eu-west-1") => `arn:aws:rds:${region}:111122223333:db:${name}`;

type Tagged = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** The tagging API of an account with these tags. `refused` are ARNs that it takes for malformed. */
const account = (tagged: Tagged, refused: readonly string[] = []) => {
  const asked: (readonly string[])[] = [];
  const requests: AwsRequest[] = [];
  const aws: Aws = async (request) => {
    requests.push(request);
    const { ResourceARNList: arns } = JSON.parse(request.body ?? "");
    asked.push(arns);
    if (arns.some((arn: string) => refused.includes(arn))) {
      return { status: 400, headers: {}, body: '{"__type":"InvalidParameterException"}' };
    }
    const ResourceTagMappingList = arns.flatMap((ResourceARN: string) => {
      const tags = tagged[ResourceARN];
      return tags
        ? [{ ResourceARN, Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) }]
        : [];
    });
    return {
      status: 200,
      headers: {},
      body: JSON.stringify({ PaginationToken: "", ResourceTagMappingList }),
    };
  };
  return { aws, asked, requests };
};

const orders = arnOf("orders");
const carts = arnOf("carts");

describe("tags of resources", () => {
  test("are asked for in one signed call, each resource once", async () => {
    const { aws, asked, requests } = account({ [orders]: { team: "payments", tier: "1" } });
    const { tags, problem } = await createResourceTags({ aws, region: "eu-west-1" })([orders, carts, orders]);
    expect(problem).toBeUndefined();
    expect(Object.fromEntries(tags)).toEqual({ [orders]: { team: "payments", tier: "1" }, [carts]: {} });
    expect(asked).toEqual([[orders, carts]]);
    expect(requests[0]).toMatchObject({
      service: "tagging",
      method: "POST",
      headers: { "x-amz-target": "ResourceGroupsTaggingAPI_20170126.GetResources" },
    });
  });

  test("are kept for ten minutes", async () => {
    let now = 1_000_000;
    const { aws, asked } = account({ [orders]: { team: "payments" } });
    const read = createResourceTags({ aws, region: "eu-west-1", now: () => now });
    await read([orders]);
    now += 599_999;
    expect((await read([orders])).tags.get(orders)).toEqual({ team: "payments" });
    expect(asked).toHaveLength(1);
    now += 1;
    await read([orders]);
    expect(asked).toHaveLength(2);
  });

  test("of more than a hundred resources take another call", async () => {
    const { aws, asked } = account({});
    const arns = Array.from({ length: 101 }, (_, index) => arnOf(`db-${index}`));
    expect((await createResourceTags({ aws, region: "eu-west-1" })(arns)).tags.size).toBe(101);
    expect(asked.map((list) => list.length)).toEqual([100, 1]);
  });

  test("of another Region are not asked for, and not known", async () => {
    const { aws, asked } = account({});
    const far = arnOf("orders", "us-east-1");
    const bucket = "arn:aws:s3:::invoices";
    const { tags } = await createResourceTags({ aws, region: "eu-west-1" })([far, bucket]);
    expect([...tags.keys()]).toEqual([bucket]);
    expect(asked).toEqual([[bucket]]);
  });
});

describe("a failure", () => {
  test("with one ARN keeps no other resource from its tags", async () => {
    const odd = "arn:aws:rds:eu-west-1::odd";
    const { aws } = account({ [orders]: { team: "payments" }, [carts]: { team: "shop" } }, [odd]);
    const { tags, problem } = await createResourceTags({ aws, region: "eu-west-1" })([orders, odd, carts]);
    expect(Object.fromEntries(tags)).toEqual({ [orders]: { team: "payments" }, [carts]: { team: "shop" } });
    expect(problem).toBe("InvalidParameterException");
  });

  test.each<[string, Aws, string]>([
    [
      "access denied",
      async () => ({ status: 400, headers: {}, body: '{"__type":"AccessDeniedException"}' }),
      "AccessDeniedException",
    ],
    [
      "an answer of another kind",
      async () => ({ status: 200, headers: {}, body: "<html>" }),
      "an answer without ResourceTagMappingList",
    ],
    [
      "no answer",
      async () => {
        throw new Error("no answer in time");
      },
      "no answer in time",
    ],
  ])("such as %s is reported, never thrown, and not cached", async (_what, broken, problem) => {
    const whole = account({ [orders]: { team: "payments" } });
    let isBroken = true;
    const aws: Aws = (request) => (isBroken ? broken(request) : whole.aws(request));
    const read = createResourceTags({ aws, region: "eu-west-1" });
    const first = await read([orders]);
    expect(first).toEqual({ tags: new Map(), problem });
    isBroken = false;
    expect((await read([orders])).tags.get(orders)).toEqual({ team: "payments" });
  });

  test.each([
    ["throttled", 400, '{"__type":"ThrottlingException"}'],
    ["down", 503, ""],
  ])("such as %s is asked again after a growing wait", async (_what, status, body) => {
    const whole = account({ [orders]: { team: "payments" } });
    const waits: number[] = [];
    const { tags, problem } = await createResourceTags({
      aws: (request) =>
        waits.length < 3 ? Promise.resolve({ status, headers: {}, body }) : whole.aws(request),
      region: "eu-west-1",
      now: () => 0,
      sleep: async (milliseconds) => void waits.push(milliseconds),
      random: () => 0.5,
    })([orders]);
    expect(problem).toBeUndefined();
    expect(tags.get(orders)).toEqual({ team: "payments" });
    expect(waits).toEqual([300, 600, 1200]);
  });

  test("that does not end is waited for no longer than the time allows", async () => {
    let now = 0;
    const { problem } = await createResourceTags({
      aws: async () => ({ status: 503, headers: {}, body: "" }),
      region: "eu-west-1",
      now: () => now,
      sleep: async (milliseconds) => {
        now += milliseconds;
      },
      random: () => 0,
    })([orders]);
    expect(problem).toBe("HTTP 503");
    expect(now).toBeLessThanOrEqual(4000);
  });

  test("with one call keeps no resource of another call from its tags", async () => {
    const many = Array.from({ length: 100 }, (_, index) => arnOf(`db-${index}`));
    const whole = account({ [orders]: { team: "payments" } });
    const aws: Aws = (request) =>
      request.body?.includes("db-1")
        ? Promise.resolve({ status: 403, headers: {}, body: '{"__type":"AccessDeniedException"}' })
        : whole.aws(request);
    const { tags, problem } = await createResourceTags({ aws, region: "eu-west-1" })([...many, orders]);
    expect(problem).toBe("AccessDeniedException");
    expect(tags.get(orders)).toEqual({ team: "payments" });
  });

  test("that lasts ends after four seconds", async () => {
    let now = 0;
    const aws: Aws = async () => {
      now += 2000;
      return { status: 400, headers: {}, body: '{"__type":"InvalidParameterException"}' };
    };
    const arns = Array.from({ length: 100 }, (_, index) => arnOf(`db-${index}`));
    const { problem } = await createResourceTags({ aws, region: "eu-west-1", now: () => now })(arns);
    expect(problem).toBe("too many resources to ask about in the time");
    expect(now).toBe(4000);
  });
});
