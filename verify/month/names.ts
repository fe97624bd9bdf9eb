export const region = "eu-west-1";
export const accountId = "111122223333";
export const stage = "month";
export const vaultName = "main";
export const vaultArn = `arn:aws:backup:${region}:${accountId}:backup-vault:${vaultName}`;
export const topicArn = `arn:aws:sns:${region}:${accountId}:backup-notifications-month`;
export const keyArn = `arn:aws:kms:${region}:${accountId}:key/11112222-3333-4444-5555-666677778888`;
export const roleArn = `arn:aws:iam::${accountId}:role/backup-notifications-month`;
export const tableName = "backup-notifications-month";
export const queueArn = `arn:aws:sqs:${region}:${accountId}:month-events`;
export const deadLettersArn = `arn:aws:sqs:${region}:${accountId}:month-dead-letters`;

export const queueUrlOf = (arn: string): string =>
  `https://sqs.${region}.amazonaws.com/${accountId}/${arn.split(":").at(-1)}`;
