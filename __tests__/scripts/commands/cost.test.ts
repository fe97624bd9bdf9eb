import { costLines, costOf } from "../../../scripts/commands/cost";
import dev from "../../../stages/dev";
import crossRegion from "../../../stages/examples/cross-region";
import locked from "../../../stages/examples/locked";
import vaultAccount from "../../../stages/examples/vault-account";
import prod from "../../../stages/prod";
import { everyTestResource, synthesize, vaultStage } from "../../fixtures/stack";

const costs = (stage: Parameters<typeof synthesize>[0], region = "us-east-1") =>
  costOf(synthesize(stage, { region }).json);

test("prod costs a key, seventeen alarms, fourteen metrics and a dashboard", () => {
  const { items, dollarsPerMonth, notIncluded } = costs(prod);
  expect(items).toEqual([
    { name: "KMS key", count: 1, each: 1 },
    { name: "CloudWatch alarms", count: 17, each: 0.1 },
    { name: "custom metrics, at most", count: 14, each: 0.3 },
    { name: "CloudWatch dashboard", count: 1, each: 3 },
  ]);
  expect(dollarsPerMonth).toBeCloseTo(9.9);
  expect(notIncluded).toEqual([]);
});

test("locks and access policies of vaults cost nothing, and what an air-gapped vault stores is paid by use", () => {
  for (const stage of [crossRegion, locked, vaultAccount]) expect(costs(stage).notIncluded).toEqual([]);
  expect(costs(locked).paidByUse).toContain("storage in the air-gapped vault");
});

test("an instance is named, not priced", () => {
  expect(costs(dev).notIncluded).toEqual(["the test instance (t4g.nano), its disk and detailed monitoring"]);
});

test("a watch adds its alarms and metrics", () => {
  const countOf = (stage: typeof prod, name: string) =>
    costs(stage).items.find((item) => item.name === name)?.count ?? 0;
  const added = (watch: (typeof prod)["watch"], name: string) =>
    countOf({ ...vaultStage, watch }, name) - countOf(vaultStage, name);
  expect(added(true, "CloudWatch alarms")).toBe(4);
  expect(added(true, "custom metrics, at most")).toBe(4);
  expect(added({ digest: false }, "CloudWatch alarms")).toBe(3);
  expect(added({ digest: false }, "custom metrics, at most")).toBe(3);
});

test("every test resource is named by what it costs: not included, paid by use, or nothing", () => {
  const cost = costOf(
    synthesize({
      ...vaultStage,
      testWorkload: everyTestResource,
    }).json,
  );
  expect(cost.notIncluded.toSorted()).toEqual([
    "the test database (db.t4g.micro, 20 GiB) and the secret of its password",
    "the test instance (t4g.nano), its disk and detailed monitoring",
    "the test volume (1 GiB)",
  ]);
  expect(cost.paidByUse).toEqual(expect.arrayContaining(["DynamoDB", "EFS", "S3"]));
});

test("what a stage does not have costs nothing", () => {
  const { items, paidByUse } = costs({ existingVaults: ["Default"], delivery: "direct", dashboard: false });
  expect(items.map(({ name }) => name)).not.toContain("CloudWatch dashboard");
  expect(paidByUse).not.toContain("DynamoDB");
  expect(paidByUse).not.toContain("AWS Backup storage");
});

test.each([
  ["a webhook and everything on", { ...vaultStage, eventBridge: true, ledger: true, silenceAlarmHours: 26 }],
  [
    "direct delivery",
    { ...vaultStage, eventBridge: true, delivery: "direct" as const, alarmEmail: "ops@example.com" },
  ],
  [
    "a bot, a watch and a route by tags",
    {
      ...vaultStage,
      watch: true as const,
      bot: { channel: "C0123ABCD" },
      routes: [{ tags: { a: "b" }, post: true }],
    },
  ],
  [
    "restore tests",
    {
      ...vaultStage,
      watch: true as const,
      restoreTests: [
        {
          name: "weekly",
          schedule: "cron(0 9 ? * SUN *)",
          what: { resourceTypes: ["DynamoDB" as const] },
        },
      ],
    },
  ],
])("every resource type of a stage with %s is known", (_what, stage) => {
  expect(costs(stage).notIncluded).toEqual([]);
});

test("a resource type that no table knows is named", () => {
  const json = JSON.stringify({ provider: { aws: [{}] }, resource: { aws_nat_gateway: { one: {} } } });
  expect(costOf(json)).toMatchObject({ items: [], dollarsPerMonth: 0, notIncluded: ["aws_nat_gateway"] });
});

test("the lines have Region and date of the prices, the sum, and what is paid by use", () => {
  const text = costLines("prod", costs(prod)).join("\n");
  expect(text).toMatch(/^Stage prod in us-east-1, .* list prices of us-east-1 in \w+ \d{4}:$/m);
  expect(text).toMatch(/^ {2}CloudWatch alarms +17 x 0\.10 +1\.70$/m);
  expect(text).toMatch(/^ {2}total +9\.90$/m);
  expect(text).toContain("Paid by use: SNS, SQS, Lambda and X-Ray, CloudWatch Logs, DynamoDB,");
  expect(text).not.toContain("differ");
  expect(costLines("prod", costs(prod, "eu-west-1")).at(-1)).toContain("The prices in eu-west-1 differ");
});
