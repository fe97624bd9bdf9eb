import { GetKeyPolicyCommand, KMSClient } from "@aws-sdk/client-kms";
import { GetTopicAttributesCommand, SNSClient } from "@aws-sdk/client-sns";
import { accountRootConfig } from "./account-root";
import { allowsService } from "./resource-policy";

const service = "backup.amazonaws.com";

/** The AWS managed key of SNS: its policy names no other service and cannot be changed. (SNS Developer Guide, Key management) */
const isManagedByAws = (keyId: string): boolean => /^alias\/aws\/|:alias\/aws\//.test(keyId);

/**
 * Creates the authorizer of AWS Backup's publications: the topic's policy must allow `backup.amazonaws.com` to publish
 * for the vault, and where the topic is encrypted, the key's policy must allow it to use the key.
 */
export const newPublishAuthorizer = (endpoint: string) => {
  const canUseKey = async (keyId: string, kms: KMSClient): Promise<boolean> => {
    if (isManagedByAws(keyId)) return false;
    // Whether AWS Backup passes its source to KMS is not documented, so a statement that requires it does not match.
    const context = { "aws:SecureTransport": "true" };
    const { Policy } = await kms.send(new GetKeyPolicyCommand({ KeyId: keyId, PolicyName: "default" }));
    const isAllowed = (action: string) =>
      allowsService(Policy ?? "{}", { service, action, resource: keyId, context });
    return isAllowed("kms:GenerateDataKey") && isAllowed("kms:Decrypt");
  };

  return async (topicArn: string, vaultArn: string): Promise<boolean> => {
    // Topic and key are in the vault's account. (AWS Backup Developer Guide, notification options)
    const accountId = vaultArn.split(":")[4] ?? "";
    const config = accountRootConfig(endpoint, accountId);
    const { Attributes } = await new SNSClient(config).send(
      new GetTopicAttributesCommand({ TopicArn: topicArn }),
    );
    const context = {
      "aws:SourceAccount": accountId,
      "aws:SourceArn": vaultArn,
      "aws:SecureTransport": "true",
    };
    const publish = { service, action: "sns:Publish", resource: topicArn, context };
    if (!allowsService(Attributes?.["Policy"] ?? "{}", publish)) return false;
    const keyId = Attributes?.["KmsMasterKeyId"];
    return keyId === undefined || keyId === "" || canUseKey(keyId, new KMSClient(config));
  };
};
