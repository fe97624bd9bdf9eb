import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic";
import { SnsTopicPolicy } from "@cdktf/provider-aws/lib/sns-topic-policy";
import { Construct } from "constructs";
import type { Home } from "../foundation/aws-environment";
import type { EncryptionKey } from "../foundation/encryption-key";
import { denyInsecureTransport, type PolicyStatement, policyDocument } from "../foundation/iam-policy";

export type NotificationTopicProps = {
  readonly home: Home;
  readonly key: EncryptionKey;
  readonly name: string;
};

/** A service that may publish, and the resources on whose behalf. */
type Publisher = { readonly sid: string; readonly service: string; readonly sourceArns: readonly string[] };

/** An encrypted topic and its one policy. Nobody may publish until `grantPublish`. */
export class NotificationTopic extends Construct {
  readonly name: string;
  readonly arn: string;
  /** What relies on a grant must depend on this. */
  readonly policy: SnsTopicPolicy;
  private readonly home: Home;
  private readonly publishers = new Map<string, Publisher>();

  constructor(scope: Construct, id: string, props: NotificationTopicProps) {
    super(scope, id);
    const topic = new SnsTopic(this, "Resource", { name: props.name, kmsMasterKeyId: props.key.arn });
    this.home = props.home;
    this.name = props.name;
    this.arn = topic.arn;
    this.policy = new SnsTopicPolicy(this, "policy", { arn: topic.arn, policy: this.document() });
  }

  /** Lets a service publish on behalf of resources of this account; grants to one service add up. */
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

  /** Account and source: AWS Backup Developer Guide, Cross-service confused deputy prevention. */
  private allow({ sid, service, sourceArns }: Publisher): PolicyStatement {
    return {
      Sid: sid,
      Effect: "Allow",
      Principal: { Service: service },
      Action: "sns:Publish",
      Resource: this.arn,
      Condition: {
        StringEquals: { "aws:SourceAccount": this.home.accountId },
        ArnLike: { "aws:SourceArn": sourceArns },
      },
    };
  }
}
