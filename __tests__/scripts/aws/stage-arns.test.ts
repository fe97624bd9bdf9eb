import { functionArnOf, queueArnOf, vaultsOf } from "../../../scripts/aws/stage-arns";
import { outputsOf } from "../support/project-folder";

test("ARNs are made in the stage's partition, account and Region", () => {
  const outputs = outputsOf({
    topic_arn: "arn:aws-us-gov:sns:us-gov-west-1:111122223333:t",
    region: "us-gov-west-1",
  });
  expect(functionArnOf(outputs)).toBe(
    "arn:aws-us-gov:lambda:us-gov-west-1:111122223333:function:backup-notifications-dev",
  );
  expect(queueArnOf("http://127.0.0.1:4566/111122223333/events", outputs)).toBe(
    "arn:aws-us-gov:sqs:us-gov-west-1:111122223333:events",
  );
});

test("the stage's own vault comes first, then the existing ones; there may be none", () => {
  const { vault_arn } = outputsOf();
  expect(vaultsOf(outputsOf({ existing_vault_names: "Default,team" }))).toEqual([
    { name: "backup-notifications-dev", arn: vault_arn, isOwn: true },
    { name: "Default", arn: "arn:aws:backup:eu-west-1:111122223333:backup-vault:Default", isOwn: false },
    { name: "team", arn: "arn:aws:backup:eu-west-1:111122223333:backup-vault:team", isOwn: false },
  ]);
  expect(vaultsOf(outputsOf({ vault_name: "", vault_arn: "" }))).toEqual([]);
});
