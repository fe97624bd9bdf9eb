import type { HttpAnswer } from "../../../handler/aws/http";
import type { Aws, AwsRequest } from "../../../handler/aws/request";
import { answered } from "../../../handler/watch/answer";
import { createAsker } from "../../../handler/watch/ask/asker";
import { askHeard } from "../../../handler/watch/ask/heard";
import { askInventory } from "../../../handler/watch/ask/inventory";
import { listJobs } from "../../../handler/watch/ask/jobs";
import { askPlans } from "../../../handler/watch/ask/plans";
import { backup, backupPages } from "../../../handler/watch/ask/requests";
import { askOwnRole } from "../../../handler/watch/ask/role";
import { askSettings } from "../../../handler/watch/ask/settings";
import { readWatchEnv } from "../../../handler/watch/env";
import type { PlansMemory } from "../../../handler/watch/memory/memory";
import { createStore } from "../../../handler/watch/memory/store";
import { refusal } from "./support/simulated-aws";

const ok = (body: unknown): HttpAnswer => ({
  status: 200,
  headers: {},
  body: typeof body === "string" ? body : JSON.stringify(body),
});

/** An asker, what it asked, and how long it waited. */
const askerOf = (answer: (request: AwsRequest, call: number) => HttpAnswer) => {
  const asked: AwsRequest[] = [];
  const waits: number[] = [];
  let elapsed = 0;
  const aws: Aws = async (request) => {
    asked.push(request);
    return answer(request, asked.length);
  };
  const sleep = async (milliseconds: number): Promise<void> => {
    waits.push(milliseconds);
    elapsed += milliseconds;
  };
  return { asker: createAsker({ aws, sleep, elapsed: () => elapsed }), asked, waits };
};

const question = backup("/account-settings", (answer) => answer["value"]);

describe("a question", () => {
  test("is asked again while AWS throttles, longer apart each time", async () => {
    const { asker, waits } = askerOf((_, call) =>
      call < 4 ? refusal(400, "ThrottlingException") : ok({ value: 7 }),
    );
    expect(await asker.ask(question)).toEqual({ is: "known", value: 7 });
    expect(waits).toEqual([250, 500, 1000]);
  });

  test("is unknown where AWS throttles to the end, and after three of these no more are asked", async () => {
    const { asker, asked } = askerOf(() => refusal(429, "TooManyRequestsException"));
    for (let round = 0; round < 5; round++) {
      expect(await asker.ask(question)).toEqual({ is: "unknown", because: "throttled" });
    }
    expect(asked).toHaveLength(15);
  });

  test.each([
    [403, "AccessDeniedException", "access-denied", 1],
    [400, "AccessDeniedException", "access-denied", 1],
    [500, "ServiceUnavailableException", "no-answer", 2],
    [400, "InvalidParameterValueException", "no-answer", 2],
  ])("%s %s is %s, asked %s times", async (status, error, because, times) => {
    const { asker, asked } = askerOf(() => refusal(status, error));
    expect(await asker.ask(question)).toEqual({ is: "unknown", because });
    expect(asked).toHaveLength(times);
  });

  test("is unknown where the answer is none of what was asked", async () => {
    for (const answer of ["<html>", "{}", "[]", ""]) {
      const { asker } = askerOf(() => ok(answer));
      expect(await asker.ask(question)).toEqual({ is: "unknown", because: "no-answer" });
    }
  });

  test("is not asked any more once a check takes too long", async () => {
    let elapsed = 0;
    const aws: Aws = async () => {
      elapsed += 30_000;
      return ok({ value: 7 });
    };
    const asker = createAsker({ aws, sleep: async () => {}, elapsed: () => elapsed });
    const answers = [];
    for (let round = 0; round < 4; round++) answers.push((await asker.ask(question)).is);
    expect(answers).toEqual(["known", "known", "known", "unknown"]);
  });

  test("has at most six others beside it", async () => {
    let open = 0;
    let most = 0;
    const aws: Aws = async () => {
      open += 1;
      most = Math.max(most, open);
      await new Promise((resolve) => setImmediate(resolve));
      open -= 1;
      return ok({ value: 7 });
    };
    const asker = createAsker({ aws, sleep: async () => {}, elapsed: () => 0 });
    await Promise.all(Array.from({ length: 30 }, () => asker.ask(question)));
    expect(most).toBe(6);
  });
});

describe("a list", () => {
  const pages = backupPages("/resources/", "Results", "ResourceArn");

  test("has all pages, also after one without items", async () => {
    const { asker, asked } = askerOf((_, call) =>
      ok({
        Results: call === 2 ? [] : [{ ResourceArn: `arn-${call}` }],
        ...(call < 3 && { NextToken: `t/${call}` }),
      }),
    );
    expect(await asker.list(pages)).toEqual({
      is: "known",
      value: [{ ResourceArn: "arn-1" }, { ResourceArn: "arn-3" }],
    });
    expect(asked[1]?.path).toBe("/resources/?maxResults=1000&nextToken=t%2F1");
  });

  test("is unknown where a page is missing", async () => {
    const { asker } = askerOf((_, call) =>
      call === 1
        ? ok({ Results: [{ ResourceArn: "arn-1" }], NextToken: "t" })
        : refusal(403, "AccessDeniedException"),
    );
    expect(await asker.list(pages)).toEqual({ is: "unknown", because: "not-all-pages" });
  });

  test("whose tokens come again is unknown at once: a thousand of its pages would not fit into memory", async () => {
    const tokens = ["a", "b", "a", "b"];
    const { asker, asked } = askerOf((_, call) =>
      ok({ Results: [{ ResourceArn: "arn-1" }], NextToken: tokens[call % 4] }),
    );
    expect(await asker.list(pages)).toEqual({ is: "unknown", because: "not-all-pages" });
    expect(asked).toHaveLength(3);
    const inventory = askerOf((_, call) =>
      ok({ ResourceTagMappingList: [], PaginationToken: call < 500 ? tokens[call % 2] : "" }),
    );
    expect((await askInventory(inventory.asker)).is).toBe("unknown");
    expect(inventory.asked.length).toBeLessThan(50);
  });

  test("of jobs names each once, although a job that moved to the next page came twice", async () => {
    const job = { BackupJobId: "job-1", State: "COMPLETED", CreationDate: 1_781_000_000 };
    const { asker } = askerOf((_, call) => ok({ BackupJobs: [job], ...(call === 1 && { NextToken: "t" }) }));
    expect(answered(await listJobs(asker, "backup", {}))).toHaveLength(1);
  });

  test.each([
    ["nothing", null],
    ["a text", "arn-2"],
    ["something without an id", { LastBackupTime: 1_781_000_000 }],
  ])("that holds %s is not whole: what is missing could be anything", async (_, item) => {
    const { asker } = askerOf(() => ok({ Results: [{ ResourceArn: "arn-1" }, item] }));
    expect(await asker.list(pages)).toEqual({ is: "unknown", because: "no-answer" });
  });

  test("that never ends is unknown", async () => {
    const { asker } = askerOf(() => ok({ Results: [], NextToken: "t" }));
    expect(await asker.list(pages)).toEqual({ is: "unknown", because: "not-all-pages" });
  });
});

describe("the inventory", () => {
  const typesOf = ({ body }: AwsRequest): readonly string[] => JSON.parse(body ?? "").ResourceTypeFilters;

  test("goes on without the types that the tagging API does not know", async () => {
    const { asker } = askerOf((request) => {
      const types = typesOf(request);
      if (types.includes("timestream:database")) return refusal(400, "InvalidParameterException");
      const arn = `arn:aws:${types[0]}`;
      return ok({ ResourceTagMappingList: [{ ResourceARN: arn, Tags: [{ Key: "a", Value: "" }] }] });
    });
    const answer = await askInventory(asker);
    expect(answer).toMatchObject({ is: "known", value: { unlisted: ["timestream:database"] } });
    expect(answer.is === "known" && [...answer.value.tags]).toEqual(
      expect.arrayContaining([
        ["arn:aws:ec2:volume", { a: "" }],
        ["arn:aws:eks:cluster", { a: "" }],
      ]),
    );
  });

  test("is unknown where one list is, or AWS refuses what it always knows", async () => {
    for (const answer of [refusal(403, "AccessDeniedException"), refusal(400, "InvalidParameterException")]) {
      const { asker } = askerOf((request) =>
        typesOf(request).includes("ec2:volume") ? answer : ok({ ResourceTagMappingList: [] }),
      );
      expect((await askInventory(asker)).is).toBe("unknown");
    }
  });
});

describe("the stage's own role", () => {
  const arn = "arn:aws:iam::111122223333:role/backup/dev-backup";
  const trust = (service: string): string =>
    encodeURIComponent(
      JSON.stringify({
        Statement: [{ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" }],
      }),
    );
  const roleOf = (
    service: string,
    policies = "<member><PolicyArn>arn:aws:iam::aws:policy/x</PolicyArn></member>",
  ) =>
    askOwnRole(
      askerOf(({ path }) =>
        path.includes("GetRole&")
          ? ok(
              `<GetRoleResponse><AssumeRolePolicyDocument>${trust(service)}</AssumeRolePolicyDocument></GetRoleResponse>`,
            )
          : ok(
              `<R><IsTruncated>false</IsTruncated>${path.includes("ListAttachedRolePolicies") ? policies : ""}</R>`,
            ),
      ).asker,
      arn,
    );

  test("is usable where AWS Backup may assume it and it has a policy", async () => {
    expect(await roleOf("backup.amazonaws.com")).toEqual({ is: "known", value: { arn, is: "usable" } });
    expect(await roleOf("ec2.amazonaws.com")).toEqual({ is: "known", value: { arn, is: "not-assumable" } });
    expect(await roleOf("backup.amazonaws.com", "")).toEqual({
      is: "known",
      value: { arn, is: "lacks-tags" },
    });
  });

  test("is gone only where IAM says so", async () => {
    const refused = (status: number, code: string) =>
      askOwnRole(
        askerOf(() => ({
          status,
          headers: {},
          body: `<ErrorResponse><Error><Code>${code}</Code></Error></ErrorResponse>`,
        })).asker,
        arn,
      );
    expect(await refused(404, "NoSuchEntity")).toEqual({ is: "known", value: { arn, is: "gone" } });
    expect(await refused(403, "AccessDenied")).toEqual({ is: "unknown", because: "access-denied" });
  });

  test("is called neither usable nor without policies where their lists cannot be seen", async () => {
    const { asker } = askerOf(({ path }) =>
      path.includes("GetRole&")
        ? ok(`<AssumeRolePolicyDocument>${trust("backup.amazonaws.com")}</AssumeRolePolicyDocument>`)
        : refusal(403, "AccessDenied"),
    );
    expect(await askOwnRole(asker, arn)).toEqual({ is: "unknown", because: "access-denied" });
  });

  test("is usable where one list shows a policy, whatever the other says", async () => {
    const { asker } = askerOf(({ path }) => {
      if (path.includes("GetRole&"))
        return ok(`<AssumeRolePolicyDocument>${trust("backup.amazonaws.com")}</AssumeRolePolicyDocument>`);
      return path.includes("ListRolePolicies")
        ? ok("<R><IsTruncated>false</IsTruncated><PolicyNames><member>backup</member></PolicyNames></R>")
        : refusal(403, "AccessDenied");
    });
    expect(await askOwnRole(asker, arn)).toEqual({ is: "known", value: { arn, is: "usable" } });
  });
});

describe("settings", () => {
  const vault = "arn:aws:backup:eu-west-1:111122223333:backup-vault:main";
  const seen = async (
    of: "vault-lock" | "vault-policy" | "vault-notifications" | "key",
    answer: HttpAnswer,
  ) => {
    const { asker } = askerOf(() => answer);
    const [setting] = await askSettings(asker, { expected: [{ of, arn: vault, expected: "" }] });
    return setting?.seen.is === "known" ? setting.seen.value : setting?.seen.because;
  };

  test("are texts that can be compared", async () => {
    const lock = { BackupVaultName: "main", Locked: true, MinRetentionDays: 7, MaxRetentionDays: 35 };
    expect(await seen("vault-lock", ok(lock))).toBe("governance 7 35");
    expect(
      await seen("vault-lock", ok({ ...lock, LockDate: 1_790_000_000, MaxRetentionDays: undefined })),
    ).toBe("compliance 7 -");
    expect(await seen("vault-lock", ok({ BackupVaultName: "main", Locked: false }))).toBe("none");
    const policy = { Statement: [{ Sid: "DenyB" }, { Sid: "DenyA" }] };
    expect(await seen("vault-policy", ok({ Policy: JSON.stringify(policy) }))).toBe("DenyA,DenyB");
    expect(await seen("vault-policy", refusal(400, "ResourceNotFoundException"))).toBe("none");
    expect(await seen("vault-notifications", ok({ SNSTopicArn: "topic" }))).toBe("topic");
    expect(await seen("key", ok({ KeyMetadata: { KeyState: "PendingDeletion" } }))).toBe("PendingDeletion");
  });

  test("that may not be seen are not called absent", async () => {
    expect(await seen("vault-policy", refusal(403, "AccessDeniedException"))).toBe("access-denied");
    expect(await seen("vault-lock", refusal(400, "ResourceNotFoundException"))).toBe("no-answer");
  });
});

test.each([
  ["without its list of tags", {}],
  ["with a tag that has no value", { Tags: [{ Key: "backup" }] }],
])("a resource %s has not lost its tags", async (_, more) => {
  const ResourceARN = "arn:aws:dynamodb:eu-west-1:111122223333:table/orders";
  const { asker } = askerOf(() => ok({ ResourceTagMappingList: [{ ResourceARN, ...more }] }));
  expect((await askInventory(asker)).is).toBe("unknown");
});

describe("a plan", () => {
  const planOf = async (
    more: object,
    selection: object = {},
    remembered: PlansMemory = {},
    rules: readonly object[] = [],
  ) => {
    const { asker, asked } = askerOf(({ path }) => {
      if (path.startsWith("/backup/plans/?"))
        return ok({ BackupPlansList: [{ BackupPlanId: "plan-1", CreationDate: 1_781_000_000, ...more }] });
      if (path.includes("/selections/?"))
        return ok({ BackupSelectionsList: [{ SelectionId: "selection-1", CreationDate: 1_781_000_000 }] });
      if (path.includes("/selections/"))
        return ok({ BackupSelection: { SelectionName: "one", Resources: ["*"], ...selection } });
      return ok({ BackupPlan: { Rules: rules } });
    });
    const settings = { ownPlanIds: ["plan-1"], vaultNames: "all-vaults" as const };
    const answer = await askPlans(asker, settings, remembered, new Date("2026-06-15T12:00Z"));
    return { plan: answered(answer.plans)?.[0], memory: answer.memory, paths: asked.map(({ path }) => path) };
  };

  test("whose version AWS does not name is asked for again each time", async () => {
    const { memory } = await planOf({});
    expect((await planOf({}, {}, memory)).paths).toContain("/backup/plans/plan-1/");
    const { memory: versioned } = await planOf({ VersionId: "1" });
    expect((await planOf({ VersionId: "1" }, {}, versioned)).paths).not.toContain("/backup/plans/plan-1/");
  });

  test.each([
    [
      "a comparison that is not known",
      { Conditions: { StringMatches: [{ ConditionKey: "a", ConditionValue: "b" }] } },
    ],
    ["a condition without a key", { Conditions: { StringEquals: [{ ConditionValue: "b" }] } }],
    [
      "conditions that are no list",
      { Conditions: { StringEquals: { ConditionKey: "a", ConditionValue: "b" } } },
    ],
    ["a tag that is none", { ListOfTags: [{ ConditionKey: "a" }] }],
    [
      "a tag that is compared in another way",
      { ListOfTags: [{ ConditionType: "STRINGLIKE", ConditionKey: "a", ConditionValue: "b" }] },
    ],
    ["resources that are no texts", { Resources: [7] }],
    ["exceptions that are no list", { NotResources: "arn:aws:dynamodb:*" }],
  ])(
    "with a selection that has %s is not seen: it would take other resources than AWS",
    async (_, selection) => {
      expect((await planOf({}, selection)).plan?.selections).toEqual({ is: "unknown", because: "no-answer" });
    },
  );

  test("with a rule whose time is something else than a time is not seen, and has AWS's defaults where there is none", async () => {
    const rulesWith = async (more: object) =>
      (await planOf({}, {}, {}, [{ RuleName: "one", ...more }])).plan?.rules;
    expect((await rulesWith({ CompletionWindowMinutes: true }))?.is).toBe("unknown");
    expect((await rulesWith({ ScheduleExpression: 5 }))?.is).toBe("unknown");
    expect(await rulesWith({ StartWindowMinutes: null })).toMatchObject({
      value: [{ startWindowMinutes: 480 }],
    });
  });

  test.each([
    ["a rule that is none", [0]],
    ["a copy that is none", [{ RuleName: "one", CopyActions: [0] }]],
    ["a copy without a vault", [{ RuleName: "one", CopyActions: [{}] }]],
    ["copies that are no list", [{ RuleName: "one", CopyActions: "all" }]],
  ])("with %s is not seen, and not remembered without it", async (_, rules) => {
    const { plan, memory } = await planOf({ VersionId: "1" }, {}, {}, rules as object[]);
    expect(plan?.rules).toEqual({ is: "unknown", because: "no-answer" });
    expect(memory["plan-1"]?.rules).toBeUndefined();
  });

  test("with empty lists, or none, is seen", async () => {
    const empty = { ListOfTags: [], NotResources: null, Conditions: { StringMatches: [], StringEquals: [] } };
    expect((await planOf({}, empty)).plan?.selections.is).toBe("known");
  });
});

describe("the watch's items", () => {
  const place = { ledgerTableName: "ledger", accountId: "111122223333", region: "eu-west-1" };
  const job = { kind: "backup", id: "job-1", state: "MELTED" } as const;

  test("an item that cannot be read is not one that is not there", async () => {
    const item = { fact: { S: "watch|state" }, packed: { B: "bm90IHBhY2tlZA==" } };
    const { asker } = askerOf(() => ok({ Responses: { ledger: [item] } }));
    expect(await createStore(asker, "ledger").read(["watch|state"])).toEqual({
      is: "known",
      value: new Map([["watch|state", undefined]]),
    });
    const { asker: empty } = askerOf(() => ok({ Responses: { ledger: [] } }));
    expect(await createStore(empty, "ledger").read(["watch|state"])).toEqual({
      is: "known",
      value: new Map(),
    });
  });

  test.each([
    ["that does not name the table", { Responses: {}, UnprocessedKeys: {} }],
    ["that names another one", { Responses: { other: [] } }],
    ["that does not say which keys it left", { Responses: { ledger: [] }, UnprocessedKeys: { ledger: {} } }],
  ])("an answer %s is no empty table", async (_, answer) => {
    const { asker } = askerOf(() => ok(answer));
    expect((await createStore(asker, "ledger").read(["watch|state"])).is).toBe("unknown");
    expect((await askHeard(asker, place, [job])).is).toBe("unknown");
  });

  test.each([
    ["an end", "FAILED", ["job-1"]],
    ["a newer state that AWS lists as the end", "MELTED", ["job-1"]],
    ["a beginning", "RUNNING", []],
  ])("a job of which the ledger knows %s", async (_, state, heard) => {
    const fact = { S: "backup|job-1|111122223333|eu-west-1" };
    const { asker } = askerOf(() => ok({ Responses: { ledger: [{ fact, states: { SS: [state] } }] } }));
    expect([...(answered(await askHeard(asker, place, [job])) ?? ["unknown"])]).toEqual(heard);
    const { asker: odd } = askerOf(() => ok({ Responses: { ledger: [{ fact, states: { S: state } }] } }));
    expect((await askHeard(odd, place, [job])).is).toBe("unknown");
  });

  test("keys that DynamoDB left are asked for again", async () => {
    const { asker, asked } = askerOf((_, call) =>
      ok({
        Responses: { ledger: [] },
        UnprocessedKeys: call === 1 ? { ledger: { Keys: [{ fact: { S: "b" } }] } } : {},
      }),
    );
    await createStore(asker, "ledger").read(["a", "b"]);
    expect(JSON.parse(asked[1]?.body ?? "").RequestItems.ledger.Keys).toEqual([{ fact: { S: "b" } }]);
  });
});

test("the environment's problems are named all at once", () => {
  expect(() => readWatchEnv({ STAGE: "dev", QUEUE_URL: "", WAITING_QUEUE_URLS: "x", WATCH: "[]" })).toThrow(
    "environment variable QUEUE_URL is empty, LEDGER_TABLE_NAME is not set, WAITING_QUEUE_URLS is not a JSON list of texts, WATCH is not a JSON object; deploy the stack again, it sets these variables",
  );
  const { placeOf, settings } = readWatchEnv({
    AWS_REGION: "eu-west-1",
    STAGE: "dev",
    QUEUE_URL: "q",
    LEDGER_TABLE_NAME: "t",
    WAITING_QUEUE_URLS: '["q"]',
    WATCH: JSON.stringify({
      vaultNames: ["own"],
      expected: [{ of: "key", arn: "arn:aws-us-gov:kms:eu-west-1:111122223333:key/1", expected: "Enabled" }],
      notifyingVaults: [{ topicArn: "topic", names: ["Default"] }],
    }),
  });
  expect(settings).toMatchObject({
    vaultNames: ["own", "Default"],
    expected: [
      { of: "key" },
      {
        of: "vault-notifications",
        arn: "arn:aws-us-gov:backup:eu-west-1:111122223333:backup-vault:Default",
        expected: "topic",
      },
    ],
  });
  expect(placeOf("arn:aws:lambda:eu-west-1:111122223333:function:watch").accountId).toBe("111122223333");
});
