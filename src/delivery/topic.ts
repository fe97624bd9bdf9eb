import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic";
import { SnsTopicPolicy } from "@cdktf/provider-aws/lib/sns-topic-policy";
import { Construct } from "constructs";
import type { AwsEnvironment } from "../foundation/aws-environment";
import type { EncryptionKey } from "../foundation/encryption-key";
import { denyInsecureTransport, type PolicyStatement, policyDocument } from "../foundation/iam-policy";

export type NotificationTopicProps = {
  readonly aws: AwsEnvironment;
  readonly key: EncryptionKey;
  readonly name: string;
};

/** A service that may publish, on behalf of these resources. */
type Publisher = { readonly sid: string; readonly service: string; readonly sourceArns: readonly string[] };

/** An encrypted topic and its policy. No one may publish until `grantPublish`. */
export class NotificationTopic extends Construct {
  readonly name: string;
  readonly arn: string;
  /** What needs a grant must depend on this. */
  readonly policy: SnsTopicPolicy;
  private readonly aws: AwsEnvironment;
  private readonly publishers = new Map<string, Publisher>();

  constructor(scope: Construct, id: string, props: NotificationTopicProps) {
    super(scope, id);
    const topic = new SnsTopic(this, "Resource", { name: props.name, kmsMasterKeyId: props.key.arn });
    this.aws = props.aws;
    this.name = props.name;
    this.arn = topic.arn;
    this.policy = new SnsTopicPolicy(this, "policy", { arn: topic.arn, policy: this.document() });
  }

  /** Lets a service publish on behalf of resources in this account; grants to the same service add up. */
  grantPublish(publisher: Publisher): void {
    const sourceArns = this.publishers.get(publisher.service)?.sourceArns ?? [];
    this.publishers.set(publisher.service, {
      ...publisher,
      sourceArns: [...sourceArns, ...publisher.sourceArns],
    });
    this.policy.policy = this.document();
  }

  private document(): string {
    return policyDocument([
      ...[...this.publishers.values()].map((publisher) => this.allow(publisher)),
      denyInsecureTransport(["sns:Publish", "sns:Subscribe"], this.arn),
    ]);
  }

  /** Account and source ARN: AWS Backup Developer Guide, Cross-service confused deputy prevention. */
  private allow({ sid, service, sourceArns }: Publisher): PolicyStatement {
    return {
      Sid: sid,
      Effect: "Allow",
      Principal: { Service: service },
      Action: "sns:Publish",
      Resource: this.arn,
      Condition: {
        StringEquals: { "aws:SourceAccount": this.aws.accountId },
        ArnLike: { "aws:SourceArn": sourceArns },
      },
    };
  }
}
