import fc from "fast-check";
import { z } from "zod";
import { counts, latencyMetric } from "../../../../handler/telemetry/metrics";
import { watchMetrics } from "../../../../handler/watch/metrics";
import { type DashboardContents, dashboardBody } from "../../../../src/monitoring/dashboard/body";

const contents: DashboardContents = {
  region: "eu-central-1",
  stage: "prod",
  vaultNames: ["own", "Default"],
  functionName: "the-notifier",
  queueName: "the-events",
  deadLetterQueueName: "the-dead-letters",
  alarmArns: ["arn:aws:cloudwatch:eu-central-1:111122223333:alarm:one"],
};

const watched: DashboardContents = {
  ...contents,
  watch: { functionName: "the-watch", failedRunsQueueName: "the-failed-runs" },
  restoreTests: { functionName: "the-validator", queueName: "the-restores" },
};

const metric = z.array(z.union([z.string(), z.record(z.string(), z.unknown())]));

const place = { x: z.int(), y: z.int(), width: z.int(), height: z.int() };

/** What CloudWatch accepts (CloudWatch API reference, Dashboard body structure and syntax). */
const body = z.strictObject({
  start: z.string().regex(/^-PT?\d+[DHM]$/),
  periodOverride: z.enum(["auto", "inherit"]),
  widgets: z.array(
    z.discriminatedUnion("type", [
      z.strictObject({
        type: z.literal("metric"),
        ...place,
        properties: z.strictObject({
          title: z.string().min(1),
          region: z.string(),
          view: z.literal("timeSeries"),
          period: z.int().multipleOf(60),
          metrics: z.array(metric).min(1).max(500),
          yAxis: z.record(
            z.enum(["left", "right"]),
            z.strictObject({ min: z.number(), label: z.string().optional() }).optional(),
          ),
        }),
      }),
      z.strictObject({
        type: z.literal("alarm"),
        ...place,
        properties: z.strictObject({
          title: z.string().min(1),
          alarms: z.array(z.string()).min(1).max(100),
          sortBy: z.literal("stateUpdatedTimestamp"),
        }),
      }),
    ]),
  ),
});

const widgetsOf = (given: DashboardContents) => body.parse(JSON.parse(dashboardBody(given))).widgets;

const metricsOf = (given: DashboardContents) =>
  widgetsOf(given).flatMap((widget) => (widget.type === "metric" ? widget.properties.metrics : []));

const cellsOf = ({ x, y, width, height }: { x: number; y: number; width: number; height: number }) =>
  Array.from(
    { length: width * height },
    (_, cell) => `${x + (cell % width)},${y + Math.floor(cell / width)}`,
  );

const vaultNames = fc.uniqueArray(fc.stringMatching(/^[0-9A-Za-z_-]{2,50}$/), {
  minLength: 1,
  maxLength: 40,
});
const anyContents = fc.record({
  vaultNames,
  queueName: fc.constantFrom("the-events", undefined),
});

describe("the dashboard", () => {
  test("is what CloudWatch accepts, for any vaults, with a queue or without", () => {
    fc.assert(
      fc.property(anyContents, (some) => {
        expect(() => widgetsOf({ ...contents, ...some })).not.toThrow();
      }),
    );
  });

  test("puts no widget over another or beyond the grid", () => {
    for (const queueName of ["the-events", undefined]) {
      const widgets = widgetsOf({ ...contents, queueName });
      const cells = widgets.flatMap(cellsOf);
      expect(new Set(cells).size).toBe(cells.length);
      for (const { x, width } of widgets) expect(x + width).toBeLessThanOrEqual(24);
    }
  });

  test("is one screen: every row is filled, and there are no more than eighteen lines of the grid", () => {
    const widgets = widgetsOf(contents);
    const height = Math.max(...widgets.map(({ y, height: rows }) => y + rows));
    expect(height).toBeLessThanOrEqual(18);
    expect(widgets.flatMap(cellsOf)).toHaveLength(24 * height);
  });

  test("begins with the state of all alarms, and says what to type when one is red", () => {
    expect(widgetsOf(contents)[0]).toMatchObject({
      type: "alarm",
      y: 0,
      properties: {
        title: expect.stringContaining("npm run doctor -- prod eu-central-1"),
        alarms: contents.alarmArns,
      },
    });
  });

  test("shows the Region of its stack on every graph", () => {
    for (const widget of widgetsOf(contents)) {
      if (widget.type === "metric") expect(widget.properties.region).toBe("eu-central-1");
    }
  });

  test("shows metrics of this stack only", () => {
    const dimensionsByNamespace: Readonly<Record<string, readonly string[]>> = {
      BackupNotifications: ["Stage", "prod"],
      "AWS/Lambda": ["FunctionName", "the-notifier"],
    };
    const queues = ["the-events", "the-dead-letters"].map((name) => ["QueueName", name]);
    for (const [namespace, _name, ...rest] of metricsOf(contents)) {
      if (typeof namespace !== "string") continue;
      const dimensions = rest.filter((part) => typeof part === "string");
      if (namespace === "AWS/SQS") expect(queues).toContainEqual(dimensions);
      else expect([namespace, dimensions]).toEqual([namespace, dimensionsByNamespace[namespace]]);
    }
  });

  test("shows everything that the notifier counts", () => {
    const names = metricsOf(watched).flatMap(([namespace, name]) =>
      namespace === "BackupNotifications" ? [name] : [],
    );
    expect([...new Set(names)].sort()).toEqual([...counts, latencyMetric, ...watchMetrics].sort());
  });

  test.each([
    ["BackupNotifications", "Latency", ["p50", "p99"]],
    ["AWS/Lambda", "Duration", ["p50", "p99"]],
    ["AWS/Lambda", "Errors", ["Sum"]],
    ["AWS/Lambda", "Throttles", ["Sum"]],
    ["AWS/SQS", "ApproximateAgeOfOldestMessage", ["Maximum"]],
  ])("shows %s %s as %s", (namespace, name, stats) => {
    const shown = metricsOf(contents)
      .filter(([one, other]) => one === namespace && other === name)
      .map((line) => z.object({ stat: z.string() }).parse(line.at(-1)).stat);
    expect(shown).toEqual(stats);
  });

  test("has no graph of a queue with direct delivery, but one of dead letters", () => {
    const queues = metricsOf({ ...contents, queueName: undefined }).filter(
      ([namespace]) => namespace === "AWS/SQS",
    );
    expect(queues.map(([, , , name]) => name)).toEqual(["the-dead-letters"]);
  });
});

describe("backup, copy and restore jobs", () => {
  const searchesOf = (given: DashboardContents) =>
    metricsOf(given).flatMap(([first]) =>
      typeof first === "object" ? [z.object({ expression: z.string() }).parse(first).expression] : [],
    );

  test("are searched for in the stack's vaults only, over all types of resource", () => {
    const searches = searchesOf(contents);
    expect(searches).toContain(
      `SUM(SEARCH('{AWS/Backup,BackupVaultName,ResourceType} MetricName="NumberOfBackupJobsFailed" (BackupVaultName="own" OR BackupVaultName="Default")', 'Sum'))`,
    );
    for (const search of searches) expect(search).toMatch(/\(BackupVaultName="own" OR [^()]+\)', 'Sum'\)\)$/);
  });

  test("are shown in the states that AWS Backup counts", () => {
    const names = searchesOf(contents).map((search) => /MetricName="(\w+)"/.exec(search)?.[1]);
    expect(names).toEqual([
      ...["Created", "Completed", "Failed", "Expired", "Aborted"].map(
        (state) => `NumberOfBackupJobs${state}`,
      ),
      ...["Created", "Completed", "Failed"].map((state) => `NumberOfCopyJobs${state}`),
      ...["Running", "Completed", "Failed"].map((state) => `NumberOfRestoreJobs${state}`),
    ]);
  });

  test("name every vault once in each state, in searches that CloudWatch accepts, however many vaults there are", () => {
    fc.assert(
      fc.property(vaultNames, (names) => {
        const searches = searchesOf({ ...contents, vaultNames: names });
        for (const search of searches) expect(search.length).toBeLessThanOrEqual(1024);
        const failed = searches.filter((search) => search.includes('"NumberOfBackupJobsFailed"'));
        const named = [...failed.join("").matchAll(/BackupVaultName="([^"]+)"/g)].map(([, name]) => name);
        expect(named).toEqual(names);
      }),
    );
  });
});
