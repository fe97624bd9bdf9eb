import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import type { StackOutputs } from "../../../src/outputs";

/** Outputs of a deployed stage. */
export const outputsOf = (changes: Partial<StackOutputs> = {}): StackOutputs => ({
  stage: "dev",
  region: "eu-west-1",
  account_id: "111122223333",
  topic_arn: "arn:aws:sns:eu-west-1:111122223333:backup-notifications-dev",
  key_arn: "arn:aws:kms:eu-west-1:111122223333:key/0a1b",
  webhook_parameter_name: "/backup-notifications/dev/slack-webhook-url",
  further_channels: "",
  bot_token_parameter_name: "",
  bot_channel: "",
  bot_channels: "",
  bot_api_url: "",
  slack_hosts: "hooks.slack.com,hooks.slack-gov.com",
  function_name: "backup-notifications-dev",
  log_group_name: "/aws/lambda/backup-notifications-dev",
  delivery: "queue",
  queue_url: "https://sqs.eu-west-1.amazonaws.com/111122223333/backup-notifications-dev",
  dead_letter_queue_url: "https://sqs.eu-west-1.amazonaws.com/111122223333/backup-notifications-dev-dead",
  alarm_topic_arn: "arn:aws:sns:eu-west-1:111122223333:backup-notifications-dev-alarms",
  ledger_table_name: "",
  watch_function_name: "",
  watch_log_group_name: "",
  watch_schedule_group_name: "",
  watch_check_every_hours: "",
  watch_failed_runs_queue_url: "",
  dashboard_name: "",
  vault_name: "backup-notifications-dev",
  vault_arn: "arn:aws:backup:eu-west-1:111122223333:backup-vault:backup-notifications-dev",
  plan_ids: "6a1c",
  copy_vault_arns: "",
  backup_role_arn: "arn:aws:iam::111122223333:role/AWSBackup-backup-notifications-dev",
  restore_role_arn: "",
  restore_test_plan_names: "",
  restore_test_function_name: "",
  restore_test_log_group_name: "",
  restore_test_rule_name: "",
  restore_test_queue_url: "",
  existing_vault_names: "",
  instance_id: "i-0123456789abcdef0",
  instance_arn: "arn:aws:ec2:eu-west-1:111122223333:instance/i-0123456789abcdef0",
  test_resource_arns: "arn:aws:ec2:eu-west-1:111122223333:instance/i-0123456789abcdef0",
  vault_force_destroy: "true",
  state_path: "terraform.backup-notifications-dev.tfstate",
  ...changes,
});

/** What the scripts read from the synthesized stack. */
type Synthesized = {
  readonly furtherChannels?: readonly string[];
  /** The stage's own vault; none where it is `undefined`. */
  readonly vaultName?: string | undefined;
  readonly forceDestroy?: boolean;
  readonly existingVaults?: readonly string[];
  /** Topics of existing vaults to which the stage subscribes, by names of vaults. */
  readonly subscribedTopics?: Readonly<Record<string, string>>;
  /** Resource types that must be opted in to, with what the plans skip otherwise. */
  readonly optIns?: Readonly<Record<string, readonly string[]>>;
  readonly alarmEmail?: string;
  readonly region?: string;
  /** Who names the Region. */
  readonly regionFrom?: string;
  /** The bucket of the state. Default: the state is a file. */
  /** In S3 instead of a file. */
  readonly state?: { readonly bucket: string; readonly region: string; readonly key: string };
  readonly delivery?: "queue" | "direct";
  /** Statements that the policy of the stage's existing key must have. */
  readonly keyStatements?: readonly object[];
  /** Further resources by type and id. */
  readonly resources?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
};

export type PlannedChange = {
  readonly address: string;
  readonly type: string;
  readonly change: {
    readonly actions: readonly string[];
    readonly before?: Readonly<Record<string, string>>;
    readonly after?: Readonly<Record<string, string | number>>;
  };
};

export type StateResource = {
  readonly address?: string;
  readonly type: string;
  readonly values: Readonly<Record<string, unknown>>;
};

/** A vault as the state holds it. */
export const vaultResource = (outputs: Partial<StackOutputs> = outputsOf()): Required<StateResource> => ({
  address: "aws_backup_vault.vault",
  type: "aws_backup_vault",
  values: {
    name: outputs.vault_name,
    arn: outputs.vault_arn,
    force_destroy: outputs.vault_force_destroy === "true",
  },
});

const resourcesOf = (outputs: Partial<StackOutputs>): readonly StateResource[] => [
  ...(outputs.vault_name ? [vaultResource(outputs)] : []),
  ...[outputs.queue_url, outputs.dead_letter_queue_url].flatMap((url) =>
    url ? [{ type: "aws_sqs_queue", values: { url } }] : [],
  ),
];

/** A project folder, with stand-ins for cdktf and Terraform that record their calls. */
export type ProjectFolder = {
  readonly path: string;
  /** A PATH without a cdktf or Terraform of this machine. */
  readonly bareSearchPath: string;
  /** A stack is deployed: Terraform answers with these outputs, and holds the vault and the queues that they name. */
  readonly deployed: (outputs: Partial<StackOutputs>) => void;
  /** Changes what the state holds, and leaves the outputs. */
  readonly holds: (resources: readonly StateResource[]) => void;
  /** A deployment stopped halfway: only these outputs, but these resources in the state. */
  readonly halfDeployed: (resources: readonly StateResource[], outputs?: Partial<StackOutputs>) => void;
  readonly synthesizes: (stack: Synthesized) => void;
  /** The project's program fails with this message. */
  readonly rejectsStage: (message: string, exitCode: number) => void;
  /** The stage file leaves the alarm address to `ALARM_EMAIL`. */
  readonly leavesAlarmEmailOpen: () => void;
  /** `terraform apply` creates this. */
  readonly willDeploy: (outputs: StackOutputs) => void;
  /** Exit codes of the next calls of cdktf; 0 afterwards. */
  readonly cdktfFails: (...exitCodes: number[]) => void;
  /** Terraform plans these changes. */
  readonly plans: (changes: readonly PlannedChange[]) => void;
  /** Terraform refuses to plan, in these words. */
  readonly refusesToPlan: (stderr: string) => void;
  /** `terraform state rm` fails, in these words. */
  readonly refusesToForget: (stderr: string) => void;
  /** `terraform init` fails, in these words. */
  readonly refusesToPrepare: (stderr: string) => void;
  /** Terraform's folder was last prepared for a state in S3, or in a file. */
  readonly wasPreparedFor: (state: { readonly bucket: string; readonly key: string } | "file") => void;
  /** The next calls of `terraform apply` fail, each with an error of one resource. */
  readonly applyFails: (...addresses: readonly string[]) => void;
  /** The plan file in each call of `terraform plan`, as `ls -l` shows it. */
  readonly planFiles: () => readonly string[];
  readonly terraformVersion: (version: string) => void;
  /** There is OpenTofu under the name of `tofu`, and no Terraform. */
  readonly hasOnlyOpenTofu: (version: string) => void;
  readonly removeProgram: (name: "cdktf" | "terraform") => void;
  /** Every call so far: `cdktf destroy backup-notifications-dev --auto-approve STAGE=dev AWS_REGION=eu-west-1`. */
  readonly calls: () => string[];
  /** How often the project's program ran, besides in cdktf. */
  readonly synthCount: () => number;
  readonly isDeployed: () => boolean;
  readonly remove: () => void;
};

const tools = ["sh", "cat", "cp", "mkdir", "head", "ls", "sed", "mv", "rm", "touch"];

/** Links to the few programs that the stand-ins need, so that a test can hide the others of this machine. */
const linkTools = (folder: string): void => {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  mkdirSync(folder);
  for (const tool of tools) {
    const found = folders.map((one) => join(one, tool)).find((path) => existsSync(path));
    if (found !== undefined) symlinkSync(found, join(folder, tool));
  }
};

const stackId = "backup-notifications-dev";

const app = `#!/bin/sh
echo "STAGE=$STAGE" >> synths
if [ -f rejection ]; then cat rejection >&2; exit "$(cat rejection-code)"; fi
mkdir -p "$CDKTF_OUTDIR/stacks/backup-notifications-$STAGE"
source=synthesized.json
if [ -n "$ALARM_EMAIL" ] && [ -f synthesized-with-mail.json ]; then source=synthesized-with-mail.json; fi
cp "$source" "$CDKTF_OUTDIR/stacks/backup-notifications-$STAGE/cdk.tf.json"
`;

const cdktf = `#!/bin/sh
for last; do :; done
call="cdktf $*"
echo "\${call%% --outputs-file*} STAGE=$STAGE AWS_REGION=$AWS_REGION\${ALLOW_DESTROY:+ ALLOW_DESTROY=$ALLOW_DESTROY}" >> calls
echo "$1 $TF_APPEND_USER_AGENT" >> agents
code=0
if [ -s exit-codes ]; then code=$(head -n 1 exit-codes); sed 1d exit-codes > rest; mv rest exit-codes; fi
[ "$code" = 0 ] || exit "$code"
stack=cdktf.out/stacks/${stackId}
case "$1" in
  destroy) rm -f state; echo '{}' > outputs.json; echo '{}' > resources.json ;;
esac
`;

const terraform = (folder: string): string => `#!/bin/sh
for last; do :; done
case "$1" in init|plan|apply|state)
  echo "terraform $* STAGE=$STAGE AWS_REGION=$AWS_REGION\${ALLOW_DESTROY:+ ALLOW_DESTROY=$ALLOW_DESTROY}" >> "${folder}/calls" ;;
esac
case "$1" in
  version) cat "${folder}/version.json" ;;
  init)
    if [ -f "${folder}/init-error" ]; then cat "${folder}/init-error" >&2; exit 1; fi
    mkdir -p .terraform ;;
  output) cat "${folder}/outputs.json" ;;
  state)
    if [ -f "${folder}/forget-error" ]; then cat "${folder}/forget-error" >&2; exit 1; fi ;;
  plan)
    if [ -f "${folder}/plan-error" ]; then cat "${folder}/plan-error" >&2; exit 1; fi
    ls -l deploy-*.tfplan | head -n 1 >> "${folder}/plan-files" ;;
  apply)
    if [ -f "${folder}/apply-1.json" ]; then
      cat "${folder}/apply-1.json"
      rm "${folder}/apply-1.json"
      if [ -f "${folder}/apply-2.json" ]; then mv "${folder}/apply-2.json" "${folder}/apply-1.json"; fi
      exit 1
    fi
    echo '{"@message":"aws_sns_topic.one: Creation complete","type":"apply_complete"}'
    touch "${folder}/state"; cp "${folder}/will-deploy.json" "${folder}/outputs.json" ;;
  show)
    case "$2 $3" in
      "-json ") cat "${folder}/resources.json" ;;
      "-json "*) cat "${folder}/plan.json" ;;
      *) echo "every line of the plan" ;;
    esac ;;
esac
`;

const synthesizedOf = (stack: Synthesized): unknown => ({
  output: {
    further_channels: { value: (stack.furtherChannels ?? []).join(",") },
    existing_vault_names: { value: (stack.existingVaults ?? []).join(",") },
    state_path: { value: outputsOf().state_path },
    delivery: { value: stack.delivery ?? "queue" },
    ...(stack.keyStatements && {
      key_arn: { value: outputsOf().key_arn },
      key_policy_statements: { value: JSON.stringify(stack.keyStatements) },
    }),
  },
  ...withoutOutputs(stack),
});

const withoutOutputs = ({
  forceDestroy = true,
  alarmEmail,
  region = "eu-west-1",
  regionFrom,
  subscribedTopics,
  optIns,
  state,
  resources = {},
  ...stack
}: Synthesized): object => ({
  provider: { aws: [{ region }] },
  "//": { regionFrom, subscribedTopics, optIns },
  terraform: {
    backend: state === undefined ? { local: { path: "PATH" } } : { s3: state },
  },
  resource: {
    ...resources,
    aws_backup_vault: {
      ...resources["aws_backup_vault"],
      ...fileVaultOf("vaultName" in stack ? stack.vaultName : stackId, forceDestroy),
    },
    ...(alarmEmail && { aws_sns_topic_subscription: { mail: { protocol: "email", endpoint: alarmEmail } } }),
  },
});

const fileVaultOf = (name: string | undefined, force_destroy: boolean): object =>
  name === undefined ? {} : { vault: { name, force_destroy } };

/** Creates the folder; a test removes it. Nothing is deployed in it yet. */
export const makeProjectFolder = (): ProjectFolder => {
  const path = realpathSync(mkdtempSync(join(tmpdir(), "scripts-test-")));
  const file = (name: string): string => join(path, name);
  const write = (name: string, value: unknown): void =>
    writeFileSync(file(name), typeof value === "string" ? value : JSON.stringify(value));
  const program = (name: string, text: string): void => {
    write(name, text);
    chmodSync(file(name), 0o755);
  };
  mkdirSync(file("node_modules/.bin"), { recursive: true });
  program("app.sh", app);
  program("node_modules/.bin/cdktf", cdktf);
  program("node_modules/.bin/terraform", terraform(path));
  write("cdktf.json", { app: "sh app.sh" });
  const synthesizes = (stack: Synthesized): void =>
    write("synthesized.json", JSON.stringify(synthesizedOf(stack)).replace("PATH", file("state")));
  const terraformVersion = (version: string): void => write("version.json", { terraform_version: version });
  const asOutputs = (outputs: Partial<StackOutputs>): unknown =>
    Object.fromEntries(Object.entries(outputs).map(([name, value]) => [name, { value, type: "string" }]));
  synthesizes({});
  terraformVersion("1.11.4");
  write("outputs.json", {});
  write("resources.json", {});
  write("plan.json", {
    resource_changes: [
      { address: "aws_sns_topic.one", type: "aws_sns_topic", change: { actions: ["create"] } },
    ],
  });
  linkTools(file("tools"));
  const holds = (resources: readonly StateResource[]): void => {
    const managed = resources.map((resource) => ({
      mode: "managed",
      address: `${resource.type}.one`,
      ...resource,
    }));
    write("resources.json", { values: { root_module: { resources: managed } } });
  };
  return {
    path,
    holds,
    bareSearchPath: file("tools"),
    deployed: (outputs) => {
      write("state", "");
      write("outputs.json", asOutputs(outputs));
      holds(resourcesOf(outputs));
    },
    halfDeployed: (resources, outputs = {}) => {
      write("state", "");
      write("outputs.json", asOutputs(outputs));
      holds(resources);
    },
    synthesizes,
    leavesAlarmEmailOpen: () =>
      write("synthesized-with-mail.json", synthesizedOf({ alarmEmail: "ops@example.com" })),
    rejectsStage: (message, exitCode) => {
      write("rejection", message);
      write("rejection-code", String(exitCode));
    },
    willDeploy: (outputs) => write("will-deploy.json", asOutputs(outputs)),
    cdktfFails: (...exitCodes) => write("exit-codes", exitCodes.map((code) => `${code}\n`).join("")),
    plans: (changes) => write("plan.json", { resource_changes: changes }),
    refusesToForget: (stderr) => write("forget-error", stderr),
    refusesToPlan: (stderr) => write("plan-error", stderr),
    refusesToPrepare: (stderr) => write("init-error", stderr),
    wasPreparedFor: (state) => {
      const backend = state === "file" ? { type: "local", config: {} } : { type: "s3", config: state };
      mkdirSync(file(`cdktf.out/stacks/${stackId}/.terraform`), { recursive: true });
      write(`cdktf.out/stacks/${stackId}/.terraform/terraform.tfstate`, { version: 3, backend });
    },
    applyFails: (...addresses) => {
      for (const [index, address] of addresses.entries()) {
        const diagnostic = { severity: "error", summary: "creating", detail: "refused", address };
        write(`apply-${index + 1}.json`, `${JSON.stringify({ type: "diagnostic", diagnostic })}\n`);
      }
    },
    planFiles: () => readFileSync(file("plan-files"), "utf8").trim().split("\n"),
    terraformVersion,
    hasOnlyOpenTofu: (version) => {
      program("node_modules/.bin/tofu", terraform(path).replace('echo "terraform ', 'echo "tofu '));
      rmSync(file("node_modules/.bin/terraform"));
      // As `tofu version -json` prints it: the field keeps Terraform's name. (OpenTofu, internal/command/views/version.go)
      write("version.json", {
        terraform_version: version,
        platform: "linux_amd64",
        provider_selections: {},
      });
    },
    removeProgram: (name) => rmSync(file(`node_modules/.bin/${name}`)),
    calls: () => (existsSync(file("calls")) ? readFileSync(file("calls"), "utf8").trim().split("\n") : []),
    synthCount: () =>
      existsSync(file("synths")) ? readFileSync(file("synths"), "utf8").trim().split("\n").length : 0,
    isDeployed: () => existsSync(file("state")),
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
};
