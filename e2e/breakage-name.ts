/** The names of the deliberate mistakes: apart from them, so that `--help` loads nothing. */
export const breakageNames = [
  "topic-policy-for-another-service",
  "topic-policy-for-another-account",
  "key-policy-without-backup",
  "notifications-not-attached",
  "wrong-ssm-permission",
  "queue-closed-to-the-topic",
  "queue-closed-to-the-rule",
  "role-cannot-read-the-queue",
  "role-cannot-describe-jobs",
  "cleanup-without-vault-filter",
] as const;

export type BreakageName = (typeof breakageNames)[number];
