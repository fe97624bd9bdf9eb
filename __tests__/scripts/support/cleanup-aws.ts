import { GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { DeleteParameterCommand, DescribeParametersCommand, SSMClient } from "@aws-sdk/client-ssm";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { mockClient } from "aws-sdk-client-mock";

const emptyQueue = { ApproximateNumberOfMessages: "0", ApproximateNumberOfMessagesNotVisible: "0" };

/** What a cleanup asks besides AWS Backup. */
export const cleanupAws = () => {
  const ssm = mockClient(SSMClient);
  const sts = mockClient(STSClient);
  const sqs = mockClient(SQSClient);
  return {
    ssm,
    sts,
    sqs,
    /** Queues are empty, secrets can be deleted, and none is left. */
    hasNothingLeft: (): void => {
      for (const mock of [ssm, sts, sqs]) mock.reset();
      sqs.on(GetQueueAttributesCommand).resolves({ Attributes: emptyQueue });
      sts.on(GetCallerIdentityCommand).resolves({ Account: "111122223333" });
      ssm.on(DeleteParameterCommand).resolves({});
      ssm.on(DescribeParametersCommand).resolves({ Parameters: [] });
    },
  };
};
