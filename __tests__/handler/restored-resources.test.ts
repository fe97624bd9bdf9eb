import { changeEvent } from "../fixtures/cloudtrail-events";
import { messagesFor, queueOf } from "./support/messages";

const restored = (resourceType: string, createdResourceArn: string, more: object = {}) =>
  changeEvent("Restore Job State Change", {
    restoreJobId: "J-1",
    status: "COMPLETED",
    resourceType,
    createdResourceArn,
    creationDate: "2026-08-22T03:00:00Z",
    completionDate: "2026-08-22T03:30:00Z",
    ...more,
  });

const cluster = "arn:aws:rds:eu-west-1:111122223333:cluster:shop-restored";

/** The links of a message, by their labels. */
const linksOf = (posted: readonly string[]): string => posted.join().replaceAll("&amp;", "&");

const postedFor = async (event: object) => {
  const posted: string[] = [];
  const { messages } = await messagesFor(queueOf(event), {
    channels: () => ({
      send: async ({ card }) => {
        posted.push(`${card.sentence} ${card.links?.join(" ")} ${JSON.stringify(card.facts)}`);
        return { outcome: "delivered", slackStatus: 200 };
      },
    }),
  });
  expect(messages).toEqual([]);
  return linksOf(posted);
};

describe("a restored resource", () => {
  test.each([
    [
      "Aurora",
      cluster,
      "shop-restored (Aurora)",
      "rds/home?region=eu-west-1#database:id=shop-restored;is-cluster=true",
    ],
    [
      "DocumentDB",
      cluster,
      "shop-restored (DocumentDB)",
      "docdb/home?region=eu-west-1#cluster-details/shop-restored",
    ],
    [
      "Neptune",
      cluster,
      "shop-restored (Neptune)",
      "neptune/home?region=eu-west-1#database:id=shop-restored;is-cluster=true",
    ],
    [
      "RDS",
      cluster,
      "shop-restored (RDS)",
      "rds/home?region=eu-west-1#database:id=shop-restored;is-cluster=true",
    ],
    [
      "RDS",
      "arn:aws:rds:eu-west-1:111122223333:db:orders-2",
      "orders-2 (RDS)",
      "rds/home?region=eu-west-1#database:id=orders-2;is-cluster=false",
    ],
    [
      "FSx",
      "arn:aws:fsx:eu-west-1:111122223333:file-system/fs-0aa1",
      "fs-0aa1 (FSx)",
      "fsx/home?region=eu-west-1#file-system-details/fs-0aa1",
    ],
    [
      "EC2",
      "arn:aws:ec2:eu-west-1:111122223333:volume/vol-1",
      "vol-1 (EBS)",
      "ec2/home?region=eu-west-1#VolumeDetails:volumeId=vol-1",
    ],
  ])(
    "of type %s is in the headline, with its type, and its link opens its page: %s",
    async (type, arn, name, page) => {
      const posted = await postedFor(restored(type, arn));
      expect(posted.startsWith(`Restore completed: ${name}, `)).toBe(true);
      expect(posted).toContain(`https://eu-west-1.console.aws.amazon.com/${page}|Open created resource>`);
      expect(posted).not.toContain("Created resource");
    },
  );

  test("says what it was restored from", async () => {
    const sourceResourceArn = "arn:aws:rds:eu-west-1:111122223333:cluster:shop";
    expect(await postedFor(restored("Aurora", cluster, { sourceResourceArn }))).toContain(
      '["Restored from","`shop`"]',
    );
  });

  test("of a restore test is named below: the headline has what is tested", async () => {
    const more = {
      sourceResourceArn: "arn:aws:rds:eu-west-1:111122223333:db:orders",
      restoreTestingPlanArn: "arn:aws:backup:eu-west-1:111122223333:restore-testing-plan:weekly-1",
    };
    const posted = await postedFor(restored("RDS", "arn:aws:rds:eu-west-1:111122223333:db:test-1", more));
    expect(posted).toMatch(/^Restore test completed: orders \(RDS\)/);
    expect(posted).toContain('["Created resource","`test-1`"]');
  });
});

test("a failed backup of an RDS Multi-AZ cluster links to the cluster's page", async () => {
  const event = changeEvent("Backup Job State Change", {
    backupJobId: "J-1",
    state: "FAILED",
    resourceType: "RDS",
    resourceArn: cluster,
  });
  expect(await postedFor(event)).toContain("#database:id=shop-restored;is-cluster=true|Open resource>");
});

describe("a route for DSQL", () => {
  const arn = "arn:aws:dsql:eu-west-1:111122223333:cluster/abcd1234";
  const failed = (resourceType: string) =>
    changeEvent("Backup Job State Change", {
      backupJobId: "J-1",
      state: "FAILED",
      resourceArn: arn,
      resourceType,
    });

  test.each([
    ["a notification", `An AWS Backup job failed. Resource ARN : ${arn}. BackupJob ID : J-1`],
    ["EventBridge, as Aurora DSQL", failed("Aurora DSQL")],
    ["EventBridge, as DSQL", failed("DSQL")],
  ])("matches a job by whichever way it came: %s", async (_way, body) => {
    for (const word of ["DSQL", "Aurora DSQL"]) {
      const routes = [{ resourceTypes: [word], mention: "here" }] as const;
      const { messages } = await messagesFor(queueOf(body), { routes });
      expect(messages[0]?.text).toMatch(/abcd1234 \(Aurora DSQL\).* <!here>$/);
    }
  });
});
