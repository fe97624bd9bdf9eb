/**
 * What the product needs, measured on this machine over TLS on loopback, where every service answers immediately.
 * Multiples compare with a floor measured in the same run, so that they hold on slow and fast machines alike.
 */
export const budgets = {
  /**
   * What Node reads before the first event. A plain job event needs about this much: it signs requests, parses what SNS,
   * SQS and EventBridge send, and renders every kind of message. Causes, the bot, further channels and tags load when
   * an event or a stage first needs them.
   */
  startBytes: 80 * 1024,
  /**
   * Times the cold start of a function that makes one TLS POST. The notifier makes four calls before it is done: it reads
   * its secret, asks AWS Backup twice, and posts.
   */
  coldStart: 1.5,
  /**
   * Times the warm invocation of that function, for one finished job that AWS Backup is asked about. Three calls
   * where the floor makes one, two of them signed; the rest parses, routes, renders and logs the event.
   */
  warm: 4.5,
  /**
   * CPU time for each event of one invocation with a full batch of 500 finished jobs. With 512 MB Lambda gives the
   * function 0.29 of a vCPU (one at 1,769 MB; AWS Lambda Developer Guide, memory): the batch then takes 1.7 of its 30 seconds.
   */
  batchMillisecondsPerEvent: 1,
  /**
   * Peak memory over that of a Node process that does nothing, for 500 single events. V8 makes the room for young objects
   * larger in steps as a process handles more of them. The function has 512 MB by default.
   */
  memoryBytesOverBare: 28 * 1024 ** 2,
  /**
   * Times a process that only loads cdktf and the bindings that the stack imports: more than half of a synth. The
   * rest checks the stage, bundles its functions and writes the JSON.
   */
  synth: 1.9,
} as const;
