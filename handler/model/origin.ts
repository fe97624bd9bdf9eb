/** Where an event comes from; every field that AWS left out is absent. */
export type Origin = {
  readonly accountId?: string;
  readonly region?: string;
  /** When AWS sent the event. */
  readonly sentAt?: Date;
  /** SNS's or EventBridge's own id: the same each time the event is delivered. */
  readonly messageId?: string;
  /** AWS's own event never came: the watch sent it. */
  readonly isLate?: true;
};
