import { vaultUrl } from "../../handler/render/console-url";
import { synthesize, vaultStage } from "../fixtures/stack";

/** Regions of partitions, their DNS suffixes, and their consoles' hosts. (AWS General Reference; AWS documentation of each partition) */
const regions = [
  ["eu-central-1", "aws", "amazonaws.com", "eu-central-1.console.aws.amazon.com"],
  ["us-gov-west-1", "aws-us-gov", "amazonaws.com", "us-gov-west-1.console.amazonaws-us-gov.com"],
  ["cn-north-1", "aws-cn", "amazonaws.com.cn", "cn-north-1.console.amazonaws.cn"],
  ["eusc-de-east-1", "aws-eusc", "amazonaws.eu", "eusc-de-east-1.console.amazonaws-eusc.eu"],
  ["us-iso-east-1", "aws-iso", "c2s.ic.gov", undefined],
] as const;

/** The whole stack, with what Terraform looks up filled in. */
const stackIn = (region: string, partition: string, suffix: string): string =>
  synthesize(
    {
      ...vaultStage,
      eventBridge: true,
      testWorkload: {},
      accountNames: { "111122223333": "prod" },
      alarmTopics: [`arn:${partition}:sns:${region}:111122223333:on-call`],
      routes: [
        {
          tags: { team: "payments" },
          forward: `arn:${partition}:events:${region}:111122223333:event-bus/team`,
        },
      ],
    },
    { region },
  )
    .json.replaceAll(/\$\{data\.aws_partition[^}]*\.dns_suffix\}/g, suffix)
    .replaceAll(/\$\{data\.aws_partition[^}]*\.partition\}/g, partition)
    .replaceAll(/\$\{data\.aws_caller_identity[^}]*\}/g, "111122223333");

const found = (text: string, pattern: RegExp): readonly string[] => [
  ...new Set([...text.matchAll(pattern)].map(([, one = ""]) => one)),
];

describe.each(regions)("in %s", (region, partition, suffix, consoleHost) => {
  const json = stackIn(region, partition, suffix);

  test(`every ARN is of partition ${partition}, and every Region in one is its own`, () => {
    expect(found(json, /\barn:([^:]*):/g)).toEqual([partition]);
    expect(found(json, /\barn:[^:]*:(?!iam\b)[a-z0-9-]+:([a-z]+-[a-z0-9-]+):/g)).toEqual([region]);
  });

  test(`hosts of AWS end in ${suffix}, and service principals in amazonaws.com`, () => {
    expect(found(json, new RegExp(`\\b[a-z]+\\.${region}\\.([a-z0-9.]+[a-z])`, "g"))).toEqual([suffix]);
    expect(found(json, /"Principal\\":\{\\"Service\\":\\"([a-z0-9.-]+)\\"/g).toSorted()).toEqual(
      [
        ...["backup", "cloudwatch", "ec2", "events", "lambda", "sns", "vpc-flow-logs"].map(
          (service) => `${service}.amazonaws.com`,
        ),
        `logs.${region}.${suffix}`,
      ].toSorted(),
    );
  });

  test("the notifier knows the suffix", () => {
    expect(json).toContain(`"DNS_SUFFIX": "${suffix}"`);
  });

  test(`links lead to ${consoleHost ?? "no console, since none is known"}`, () => {
    const url = vaultUrl(region, "main");
    expect(url === undefined ? undefined : new URL(url).host).toBe(consoleHost);
  });
});
