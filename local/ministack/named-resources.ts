import { accountRoot, callAsAccountRoot } from "./account-root";
import { type AwsAnswer, type AwsCall, parametersOf, passOn, serviceOf } from "./call";
import { isAllowed, lackingRoleIn } from "./simulated-role";

/** What AWS checks an action against. */
type Checked = { readonly action: string; readonly resources: readonly string[] };

const arnOf = (service: string, resource: string): string =>
  `arn:aws:${service}:${accountRoot.region}:${accountRoot.accountId}:${resource}`;

const textIn = (body: Buffer, field: string): string => {
  const value: unknown = Reflect.get(JSON.parse(body.toString("utf8")), field);
  return typeof value === "string" ? value : "";
};

/** Tags of topics and alarms: the emulator knows the names of other parameters only. (Service Authorization Reference) */
const tagged = (prefix: string, call: AwsCall): Checked | undefined => {
  const parameters = parametersOf(call);
  const action = parameters.get("Action") ?? "";
  const arn = parameters.get("ResourceArn") ?? parameters.get("ResourceARN");
  return /^(?:ListTagsFor|Tag|Untag)Resource$/.test(action) && arn !== null
    ? { action: `${prefix}:${action}`, resources: [arn] }
    : undefined;
};

/** Dashboards have no Region. (Service Authorization Reference, Amazon CloudWatch) */
const dashboard = (call: AwsCall): Checked | undefined => {
  const parameters = parametersOf(call);
  const action = parameters.get("Action") ?? "";
  const name = parameters.get("DashboardName") ?? parameters.get("DashboardNames.member.1");
  return name === null
    ? undefined
    : {
        action: `cloudwatch:${action}`,
        resources: [`arn:aws:cloudwatch::${accountRoot.accountId}:dashboard/${name}`],
      };
};

/** Alarms are deleted by name, one or several. (Amazon CloudWatch API Reference, DeleteAlarms) */
const deletedAlarms = (call: AwsCall): Checked | undefined => {
  const parameters = parametersOf(call);
  if (parameters.get("Action") !== "DeleteAlarms") return undefined;
  const names = [...parameters].flatMap(([name, value]) => (name.startsWith("AlarmNames.") ? [value] : []));
  return {
    action: "cloudwatch:DeleteAlarms",
    resources: names.map((name) => arnOf("cloudwatch", `alarm:${name}`)),
  };
};

/** AWS has no permissions for batches. (Service Authorization Reference, Amazon SQS) */
const batchOfMessages = ({ headers, body }: AwsCall): Checked | undefined => {
  const action = /^AmazonSQS\.(\w+)Batch$/.exec(String(headers["x-amz-target"]))?.[1];
  const queue = action === undefined ? undefined : textIn(body, "QueueUrl").split("/").at(-1);
  return queue === undefined ? undefined : { action: `sqs:${action}`, resources: [arnOf("sqs", queue)] };
};

/** A function's name is in the body until it exists. */
const newFunction = ({ method, path, body }: AwsCall): Checked | undefined =>
  method === "POST" && /^\/2015-03-31\/functions\/?$/.test(path)
    ? {
        action: "lambda:CreateFunction",
        resources: [arnOf("lambda", `function:${textIn(body, "FunctionName")}`)],
      }
    : undefined;

/** An alias, and where it is made the key too. (KMS Developer Guide, Controlling access to aliases) */
const namedAlias = ({ headers, body }: AwsCall): Checked | undefined => {
  const action = /^TrentService\.((?:Create|Update|Delete)Alias)$/.exec(String(headers["x-amz-target"]))?.[1];
  if (action === undefined) return undefined;
  const key = textIn(body, "TargetKeyId");
  const keys = key === "" ? [] : [key.startsWith("arn:") ? key : arnOf("kms", `key/${key}`)];
  return { action: `kms:${action}`, resources: [arnOf("kms", textIn(body, "AliasName")), ...keys] };
};

/**
 * A schedule is in a group, which the emulator takes for the default one; tags name theirs in the path. (Service Authorization
 * Reference, Amazon EventBridge Scheduler)
 */
const schedule = ({ method, path, body }: AwsCall): Checked | undefined => {
  const { pathname, searchParams } = new URL(path, "http://localhost");
  const name = /^\/schedules\/([^/]+)$/.exec(pathname)?.[1];
  if (name !== undefined) {
    const group = (body.length > 0 ? textIn(body, "GroupName") : searchParams.get("groupName")) || "default";
    const verb = { GET: "Get", POST: "Create", PUT: "Update", DELETE: "Delete" }[method];
    return {
      action: `scheduler:${verb}Schedule`,
      resources: [arnOf("scheduler", `schedule/${group}/${name}`)],
    };
  }
  const tagged = /^\/tags\/(.+)$/.exec(pathname)?.[1];
  const action = { GET: "ListTagsForResource", POST: "TagResource", DELETE: "UntagResource" }[method];
  return tagged === undefined
    ? undefined
    : { action: `scheduler:${action}`, resources: [decodeURIComponent(tagged)] };
};

/** What a call is checked against on AWS, where the emulator checks it against all resources. */
const checkedOf = (call: AwsCall): Checked | undefined => {
  switch (serviceOf(call)) {
    case "sns":
      return tagged("sns", call);
    case "monitoring":
      return tagged("cloudwatch", call) ?? dashboard(call) ?? deletedAlarms(call);
    case "sqs":
      return batchOfMessages(call);
    case "lambda":
      return newFunction(call);
    case "kms":
      return namedAlias(call);
    case "scheduler":
      return schedule(call);
    default:
      return undefined;
  }
};

/**
 * Forwards a call as it was signed. The emulator does not see what some calls name, and checks them against all resources; where it
 * denies one of these to a role, the role's permission on what it names counts.
 */
export const passOnByName = async (emulatorUrl: string, call: AwsCall): Promise<AwsAnswer> => {
  const answer = await passOn(emulatorUrl, call);
  const checked = answer.status < 400 ? undefined : checkedOf(call);
  const role = checked === undefined ? undefined : lackingRoleIn(answer.body.toString("utf8"));
  if (checked === undefined || role === undefined) return answer;
  if (!(await isAllowed(emulatorUrl, role, checked.action, checked.resources))) return answer;
  const { "content-type": type, "x-amz-target": target } = call.headers;
  return callAsAccountRoot(emulatorUrl, {
    service: serviceOf(call) ?? "",
    method: call.method,
    path: call.path,
    headers: {
      ...(type !== undefined && { "content-type": String(type) }),
      ...(target !== undefined && { "x-amz-target": String(target) }),
    },
    body: call.body.toString("utf8"),
  });
};
