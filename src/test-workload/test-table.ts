import { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table";
import { Construct } from "constructs";
import type { TestResourceProps } from "./test-resource";

/** The table's name ends so in every stage: scripts and `docs/policies/test-workload.json` know it by that. */
const testTableSuffix = "-test-table";

/** An empty DynamoDB table, paid by request: it costs next to nothing, and its backup takes seconds. */
export class TestTable extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, { aws, key, selectionTags }: TestResourceProps) {
    super(scope, id);
    const name = `${aws.namePrefix}${testTableSuffix}`;
    this.arn = new DynamodbTable(this, "Resource", {
      name,
      billingMode: "PAY_PER_REQUEST",
      hashKey: "id",
      attribute: [{ name: "id", type: "S" }],
      serverSideEncryption: { enabled: true, kmsKeyArn: key.arn },
      pointInTimeRecovery: { enabled: true },
      tags: { ...selectionTags, Name: name },
    }).arn;
  }
}
