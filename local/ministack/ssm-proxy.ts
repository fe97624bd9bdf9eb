import { z } from "zod";
import { accountRoot, callAsAccountRoot } from "./account-root";
import { type AwsAnswer, type AwsCall, passOn } from "./call";
import { type AwsProxy, startProxy } from "./proxy";
import { accountOfRole, isAllowed, lackingRoleIn } from "./simulated-role";

const target = "AmazonSSM.GetParameters";

const inputSchema = z.object({ Names: z.array(z.string()).min(1) });

const arnsIn = ({ body }: AwsCall, accountId: string): readonly string[] =>
  inputSchema
    .parse(JSON.parse(body.toString("utf8")))
    .Names.map((name) => `arn:aws:ssm:${accountRoot.region}:${accountId}:parameter${name}`);

const mayBeAllowed = ({ headers }: AwsCall, { status }: AwsAnswer): boolean =>
  status >= 400 && headers["x-amz-target"] === target;

/**
 * Starts the proxy of SSM for functions. Their calls are forwarded as they were signed. The emulator checks GetParameters
 * against all parameters, AWS against each that is named; where it denies one, the role's permission on these counts.
 */
export const startSsmProxy = (emulatorUrl: () => string): Promise<AwsProxy> =>
  startProxy(async (call) => {
    const answer = await passOn(emulatorUrl(), call);
    const role = mayBeAllowed(call, answer) ? lackingRoleIn(answer.body.toString("utf8")) : undefined;
    if (role === undefined) return answer;
    const accountId = accountOfRole(role);
    if (!(await isAllowed(emulatorUrl(), role, "ssm:GetParameters", arnsIn(call, accountId)))) return answer;
    const headers = { "content-type": "application/x-amz-json-1.1", "x-amz-target": target };
    const body = call.body.toString("utf8");
    return callAsAccountRoot(emulatorUrl(), { service: "ssm", headers, body }, accountId);
  });
