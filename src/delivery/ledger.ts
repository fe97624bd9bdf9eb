import { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table";
import { Construct } from "constructs";
import type { AwsEnvironment } from "../foundation/aws-environment";
import type { EncryptionKey } from "../foundation/encryption-key";
import { ledgerNameOf } from "../outputs";

export type LedgerProps = { readonly aws: AwsEnvironment; readonly key: EncryptionKey };

/**
 * What was already sent, so that an event that AWS delivers twice is posted once, and what is known of plan runs. It holds
 * nothing else, so `destroy` may delete it.
 * The key's policy needs no statement for it: DynamoDB calls KMS as the principal that creates or uses the table
 * (DynamoDB Developer Guide, Encryption at rest usage notes).
 */
export class Ledger extends Construct {
  /** Known before the table exists, so what only names it need not wait for it. */
  readonly name: string;
  readonly arn: string;

  constructor(scope: Construct, id: string, props: LedgerProps) {
    super(scope, id);
    this.name = ledgerNameOf(props.aws.namePrefix);
    this.arn = new DynamodbTable(this, "Resource", {
      name: this.name,
      billingMode: "PAY_PER_REQUEST",
      hashKey: "fact",
      attribute: [{ name: "fact", type: "S" }],
      ttl: { attributeName: "expiresAt", enabled: true },
      serverSideEncryption: { enabled: true, kmsKeyArn: props.key.arn },
      pointInTimeRecovery: { enabled: true },
    }).arn;
  }
}
