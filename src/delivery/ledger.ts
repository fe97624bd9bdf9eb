import { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table";
import { Construct } from "constructs";
import type { Home } from "../foundation/aws-environment";
import type { EncryptionKey } from "../foundation/encryption-key";

export type LedgerProps = { readonly home: Home; readonly key: EncryptionKey };

/**
 * What the notifier has told already, by fact, so that an event that AWS delivers twice is told once. Nothing is lost
 * with it but that memory, so a destroy may take it.
 * The key's policy needs no statement for it: DynamoDB asks KMS in the name of whoever makes or uses the table
 * (DynamoDB Developer Guide, Encryption at rest usage notes).
 */
export class Ledger extends Construct {
  /** Known before the table exists: whoever only names the table need not wait for it. */
  readonly name: string;
  readonly arn: string;

  constructor(scope: Construct, id: string, props: LedgerProps) {
    super(scope, id);
    this.name = `${props.home.namePrefix}-ledger`;
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
