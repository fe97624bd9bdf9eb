import { join } from "node:path";
import { adoptableTypes } from "../../../src/foundation/takeover";
import { loadStage } from "../../../src/stage/load";
import { synthesizeNamed } from "../../fixtures/stack";

const stages = join(__dirname, "..", "..", "..", "stages");
const key = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

const everything = { eventBridge: true, alarmEmail: "ops@example.com" } as const;

describe.each([
  ["a key that the stack makes", {}],
  ["the owner's key", { kmsKeyArn: key }],
  ["direct delivery", { delivery: "direct" as const }],
])("with %s", (_name, settings) => {
  const stage = { ...loadStage("dev", stages), ...everything, ...settings };
  const { resource } = synthesizeNamed(stage, { region: "us-east-1" });
  const adoptable = adoptableTypes.flatMap((type) =>
    Object.entries(resource[type] ?? {}).map(([id, one]) => [`${type}.${id}`, one] as const),
  );
  const [alias] = Object.keys(resource["aws_kms_alias"] ?? {});

  test("there are topics, subscriptions, a queue, a rule with its target, alarms and a dashboard to adopt", () => {
    const types = new Set(adoptable.map(([address]) => address.split(".")[0]));
    expect([...types].sort()).toEqual(
      adoptableTypes.filter((type) => type !== "aws_cloudwatch_log_metric_filter").sort(),
    );
  });

  test.each(adoptable)("%s comes after the alias, which AWS refuses to create twice", (_address, one) => {
    expect(one).toHaveProperty("depends_on", expect.arrayContaining([`aws_kms_alias.${alias}`]));
  });
});
