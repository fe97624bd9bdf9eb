/**
 * How Slack says no to a message, and with which status.
 * (Slack developer docs, Incoming webhooks error handling and changelog 2016-05. `invalid_attachments` is what Slack
 * answers when the fault lies inside an attachment: seen live in slackapi/java-slack-sdk#415, slack-go/slack#826.)
 */
const statusByError = {
  invalid_payload: 400,
  no_text: 400,
  missing_text_or_fallback_or_attachments: 400,
  invalid_blocks: 400,
  invalid_blocks_format: 400,
  invalid_attachments: 400,
  too_many_attachments: 400,
  msg_blocks_too_long: 400,
  no_service: 404,
  rate_limited: 429,
} as const;

export type RefusalError = keyof typeof statusByError;

/** A message Slack does not take. The wire carries only `error`; `reason` is for whoever wrote the message. */
export type Refusal = {
  readonly error: RefusalError;
  readonly status: number;
  /** Where the fault is, what was given, what is allowed. */
  readonly reason: string;
};

export const refusal = (error: RefusalError, reason: string): Refusal => ({
  error,
  status: statusByError[error],
  reason,
});
