import { command, stageCommand } from "../program/command";
import { option, text } from "../program/flag";

const cdktfFlags = (subcommand: string): string =>
  `flags for cdktf ${subcommand}, such as --skip-provider-lock on a closed network`;

const yes = option("does not ask; needed in CI, where no one can answer");

export const deploy = stageCommand({
  name: "deploy",
  summary: "Deploys a stage to AWS, connects it to Slack, and proves that messages arrive.",
  details: [
    "Checks Node.js, Terraform, the stage file and the AWS credentials before anything is changed.",
    "Refuses a stage whose state is not here although AWS has it, and a reservation of concurrency for which the account has",
    "no room. Refuses a plan that destroys or replaces the vault, its key or its role, and names a backup selection that is replaced.",
    "Judges the policy of an existing key (`kmsKeyArn`): prints the statements that it lacks, and asks; never changes it.",
    "Shows the topic that an existing vault notifies already, with the command that restores it, and asks before it replaces that.",
    "Refuses to destroy a queue that still holds events, and to forget an alarm address because ALARM_EMAIL is not set.",
    "Plans once with Terraform, shows in short what changes, what it costs and whether backups are touched, asks, and applies",
    "exactly that plan. Asks for the Slack webhook or bot token if none is stored,",
    "sends a test message through the deployed path, and lists what was deployed and what to do next.",
    "Can be run again at any time: a second run changes only what differs.",
  ],
  flags: {
    yes: option("approves the plan; needed in CI, where no one can answer"),
    plan: option("shows every line of the plan before it asks"),
    "migrate-state": option(
      "before it plans, moves the state from the file in this folder into the bucket that the stage names; asks first",
    ),
    "take-over": option("replaces the notification setting of an existing vault that notifies another topic"),
  },
  passesOn:
    "flags for terraform plan, such as -lock-timeout=5m; cdktf's --skip-provider-lock is accepted and not needed",
  environment: {
    AWS_PROVIDER_VERSION: "another version of the AWS provider, for machines with a mirror",
    ARCHIVE_PROVIDER_VERSION: "another version of the archive provider",
    TERRAFORM_BINARY_NAME: "another program than terraform, such as tofu",
    CHECKPOINT_DISABLE:
      "1: Terraform and cdktf do not ask their makers for a newer version, for closed networks",
  },
  examples: ["prod eu-west-1", "dev --yes -- -lock-timeout=5m"],
  run: async (request, context) => (await import("./deploy")).deploy(request, context),
});

export const plan = stageCommand({
  name: "plan",
  summary: "Plans the deployment of a stage, judges the plan as deploy does, and shows it in short.",
  details: [
    "Applies nothing and asks nothing: what `deploy --yes` would refuse is refused here too, with the same sentence.",
    "For pull requests: --markdown writes the summary, with the whole plan folded away below it.",
  ],
  flags: {
    full: option("shows every line of the plan"),
    markdown: text("file", "writes summary and plan into this file, for a comment on a pull request"),
  },
  passesOn: "flags for terraform plan, such as -lock-timeout=5m",
  exitCodes: {
    0: "nothing would change",
    1: "failed, or deploy would refuse the plan",
    3: "there are changes",
  },
  examples: ["prod eu-west-1", "prod --markdown build/plan.md -- -lock-timeout=10m"],
  run: async (request, context) => (await import("./plan")).plan(request, context),
});

export const setWebhook = stageCommand({
  name: "set-webhook",
  summary: "Stores the Slack webhook URL of a deployed stage, where the notifier reads it.",
  details: [
    "Asks for the URL without showing it; in CI, or behind a pipe, reads it from standard input.",
    "Create one at https://api.slack.com/apps, from the manifest slack-app.yaml.",
    "Checks that it is a Slack webhook, and asks Slack with an empty message, which posts nothing: a removed webhook is",
    "refused. Then stores it as an encrypted SSM parameter (SecureString).",
    "The URL is a credential: it is never an argument, and it is never printed.",
  ],
  flags: {
    channel: text("name", "one of the stage's further channels, as `channels` in the stage file names them"),
    unchecked: option("stores the URL even where Slack cannot be asked; `npm run send-test` then proves it"),
  },
  examples: ["prod eu-west-1 < webhook-url.txt", "prod --channel payments"],
  run: async (request, context) => (await import("./set-webhook")).setWebhook(request, context),
});

export const setBotToken = stageCommand({
  name: "set-bot-token",
  summary: "Stores the Slack bot token of a deployed stage, where the notifier reads it.",
  details: [
    "Asks for the token without showing it; in CI, or behind a pipe, reads it from standard input.",
    "Checks that it has a bot token's form, then stores it as an encrypted SSM parameter (SecureString).",
    "The token is a credential: it is never an argument, and it is never printed.",
  ],
  flags: {
    check: option("asks Slack whose token it is (auth.test) before it is stored"),
  },
  examples: ["prod eu-west-1 --check", "prod eu-west-1 < bot-token.txt"],
  run: async (request, context) => (await import("./set-bot-token")).setBotToken(request, context),
});

export const sendTest = stageCommand({
  name: "send-test",
  summary: "Sends a marked test message through the deployed path and follows it to Slack's answer.",
  details: [
    "Sends one message to each channel of the stage.",
    "Publishes to the stage's SNS topic, as AWS Backup does; no backup is involved.",
    "Then reads the notifier's log until Slack has answered, for at most 90 seconds.",
    "Where no answer arrives, looks into the queues and says where the message got stuck.",
  ],
  flags: {
    channel: text(
      "name",
      "only to this channel: main, or one that `channels` or `bot.channels` in the stage file names",
    ),
  },
  examples: ["prod eu-west-1", "prod --channel payments"],
  run: async (request, context) => (await import("./send-test")).sendTest(request, context),
});

export const triggerBackup = stageCommand({
  name: "trigger-backup",
  summary: "Starts an on-demand backup in a deployed stage and follows it until it ends.",
  details: [
    "Backs up the stage's test resources into its vault; an instance once it has passed its status checks, a database",
    "once it is available.",
    "Shows state and progress until each job has ended, then says where the Slack message will appear.",
    "AWS Backup deletes the recovery point after one day.",
  ],
  flags: {
    resource: text(
      "what",
      "backs up only this: instance, table, volume, database, fileSystem, bucket of the test workload, or any ARN",
    ),
    job: text("id", "starts nothing; follows this job until it ends"),
    "no-wait": option("returns once the job has started"),
  },
  examples: [
    "dev eu-west-1 --no-wait",
    "prod --resource arn:aws:dynamodb:eu-west-1:111122223333:table/orders",
  ],
  run: async (request, context) => (await import("./trigger-backup")).triggerBackup(request, context),
});

export const restoreTest = stageCommand({
  name: "restore-test",
  summary: "Proves now that backups can be restored: restores, checks, deletes again.",
  details: [
    "Takes the newest recovery point of each test resource of the stage, or of the resource that --resource names, restores",
    "it beside its resource under a name or with a tag of tests, with what AWS infers, and checks what came out as the",
    "stage's restore tests do. Deletes exactly what it made, whatever the check says. Asks first: it costs money while it lives.",
    "DynamoDB, EBS, EFS, RDS and S3; the other types can be tested by AWS Backup (`restoreTests` in the stage file).",
  ],
  flags: {
    resource: text("what", "restores only this: a test resource such as table, or any ARN"),
    yes,
  },
  exitCodes: { 0: "every restore passed its check", 1: "one failed, or could not be checked or deleted" },
  examples: ["dev --resource table", "prod --resource arn:aws:rds:eu-west-1:111122223333:db:orders"],
  run: async (request, context) => (await import("./restore-test")).restoreTest(request, context),
});

export const doctor = stageCommand({
  name: "doctor",
  summary: "Checks a deployed stage from the vaults to Slack, and says what is wrong and what to do.",
  details: [
    "Changes nothing and posts nothing: it sends the webhook an empty message, which Slack refuses, and checks a bot",
    "token with auth.test.",
    "Each line begins with ok, warning, problem or unknown. `unknown` is what could not be checked, for example because",
    "a permission is missing, which is named. Ends with 1 if there is a problem or an unknown; warnings do not count.",
  ],
  exitCodes: { 0: "nothing is wrong", 1: "something is wrong, or could not be checked" },
  examples: ["prod eu-west-1"],
  run: async (request, context) => (await import("./doctor")).doctor(request, context),
});

export const report = stageCommand({
  name: "report",
  summary: "Shows what the digest of a stage's watch would say now, with every name.",
  details: [
    "Asks AWS as the watch does, with your credentials and the settings of the deployed function, and judges the same.",
    "Changes nothing, sends nothing, and remembers nothing. What could not be seen is named first, and never counted as good.",
  ],
  flags: { json: option("prints the digest as JSON, and nothing else") },
  examples: ["prod eu-west-1", "prod --json | jq .open"],
  run: async (request, context) => (await import("./report")).report(request, context),
});

export const selection = stageCommand({
  name: "selection",
  summary: "Shows which resources a stage's backup plans select now, why, and which they leave out.",
  details: [
    "Resolves their selections as AWS Backup does: resources and tags, then conditions, then exclusions, then the",
    "Region's opt-ins. Changes nothing. What AWS does not answer is shown as not known.",
  ],
  flags: { all: option("shows every resource, not only the first 20 of each list") },
  examples: ["prod eu-west-1"],
  run: async (request, context) => (await import("./selection")).selection(request, context),
});

export const redrive = stageCommand({
  name: "redrive",
  summary: "Sends the events of the dead-letter queue to Slack again, once the cause is fixed.",
  details: [
    "Says how many there are and why they were parked, and asks. Warns if the webhook still does not answer.",
    "An event leaves the dead-letter queue only once its destination has it: the queue, or without one Slack.",
    "Takes no more events than there were when it started. Can be run again after any failure.",
  ],
  flags: { yes },
  examples: ["prod eu-west-1 --yes"],
  run: async (request, context) => (await import("./redrive")).redrive(request, context),
});

export const cleanup = stageCommand({
  name: "cleanup",
  summary: "Removes a stage: jobs, recovery points, the stored Slack secret, and the stack.",
  details: [
    "Deletes only what outputs, Terraform state, stage file and AWS agree on; refuses, and names both, where two disagree.",
    "Leaves the notification setting of an existing vault alone that notifies another topic by now.",
    "Lists what it will delete, and asks. If the stage's vault does not set forceDestroy, asks for the stage's name.",
    "Stops the jobs of the stage's own vault only, deletes its recovery points and waits until they are gone,",
    "deletes the stored webhook URLs or bot token, then runs `cdktf destroy`",
    "with ALLOW_DESTROY, without which Terraform keeps a vault that is not force-destroyed.",
    "Existing vaults that the stage only names keep everything; only their notifications end.",
    "Can be run again after any failure. Where nothing is deployed, it deletes nothing.",
  ],
  flags: {
    yes: option("does not ask; for a vault without forceDestroy, the stage must be typed as an argument"),
    "keep-stack": option("only empties the vault: Slack secret and stack stay"),
  },
  passesOn: cdktfFlags("destroy"),
  examples: ["dev eu-west-1 --yes", "dev --yes -- --skip-provider-lock"],
  run: async (request, context) => (await import("./cleanup")).cleanup(request, context),
});

export const build = command({
  name: "build",
  summary: "Bundles the notifier into build/handler as it is deployed, and prints its size.",
  run: async (_, context) => (await import("./build")).build(context),
});

export const cost = stageCommand({
  name: "cost",
  summary: "Shows what a stage costs a month while nothing happens, from its synthesized stack.",
  details: [
    "Calls neither AWS nor Terraform. The prices are list prices of us-east-1; AWS's price list has those of other Regions.",
  ],
  examples: ["prod us-east-1"],
  run: async (request, context) => (await import("./cost")).cost(request, context),
});

export const ciRoles = stageCommand({
  name: "ci-roles",
  summary: "Writes the two roles of the deployment workflow as policies, and the commands that make them.",
  details: [
    "One role plans, for pull requests: it reads, and cannot read the Slack secret. The other one applies, for the workflow's",
    "environment only. Both trust GitHub's tokens of one repository; no key is stored (docs/pipeline.md).",
    "Asks AWS only whose the credentials are, and changes nothing there.",
  ],
  flags: {
    repository: text("owner/name", "the repository on GitHub; required"),
    "repository-ids": text(
      "owner-id/id",
      "its numbers, which GitHub puts into the tokens of newer repositories",
    ),
    environment: text("name", "the environment whose workflow runs apply; default: production"),
    "state-bucket": text("name", "the S3 bucket of Terraform's state; default: the stage's"),
    "state-key": text(
      "key",
      "the state's key; default: the stage's, else <account>/<region>/backup-notifications-<stage>.tfstate",
    ),
    "state-region": text(
      "region",
      "the bucket's Region; default: the one that the stage names for its state, else its own",
    ),
  },
  needsArguments: true,
  examples: ["prod eu-west-1 --repository example/backups --state-bucket example-state"],
  run: async (request, context) => (await import("./ci-roles")).ciRoles(request, context),
});

export const stateBucket = command({
  name: "state-bucket",
  summary:
    "Makes the S3 bucket that keeps Terraform's states for a team, and prints the lines for the stage file.",
  details: [
    "Its name is backup-notifications-state-<account>-<region>. It is versioned, encrypted, private and takes TLS only; earlier",
    "versions expire after 90 days. Says what it will do, and asks. Completes a bucket of that name that this account has",
    "already: statements and rules of others stay. Never touches one of another account. Can be run again at any time.",
  ],
  operands: [
    {
      name: "region",
      description: "such as eu-west-1; default: $AWS_REGION, else the profile's, else us-east-1",
    },
  ],
  flags: { yes },
  environment: {
    "AWS_REGION, AWS_DEFAULT_REGION": "the Region, where no argument names it",
    "AWS_PROFILE, AWS_...": "credentials and endpoints, as the AWS SDKs read them",
  },
  examples: ["eu-central-1", "eu-central-1 --yes"],
  run: async (request, context) => (await import("./state-bucket")).stateBucket(request, context),
});
