import { IAMClient, SimulatePrincipalPolicyCommand } from "@aws-sdk/client-iam";
import { GetParametersCommand, SSMClient } from "@aws-sdk/client-ssm";
import { mockClient } from "aws-sdk-client-mock";
import { accountRoot } from "../../../local/ministack/account-root";
import { startSsmProxy } from "../../../local/ministack/ssm-proxy";
import { answer, startScripted } from "../../servers/scripted-server";

const json = { "content-type": "application/x-amz-json-1.1" };
const message =
  "User: arn:aws:sts::111122223333:assumed-role/notifier/s is not authorized to perform: ssm:GetParameters because no identity-based policy allows the ssm:GetParameters action";
const denied = answer(400, JSON.stringify({ __type: "AccessDeniedException", message }), json);
const found = answer(200, '{"Parameters":[{"Name":"/names/1","Value":"{}"}],"InvalidParameters":[]}', json);
const arnOf = (name: string): string => `arn:aws:ssm:us-east-1:111122223333:parameter${name}`;

test.each([
  ["is allowed to read them where its policies allow it on each", ["/names/1"], undefined],
  ["is denied where they leave one out", ["/names/1", "/names/2"], /is not authorized/],
])("a role that reads parameters by name %s", async (_what, Names, problem) => {
  const iam = mockClient(IAMClient);
  for (const [name, EvalDecision] of [
    ["/names/1", "allowed"],
    ["/names/2", "implicitDeny"],
  ] as const) {
    iam
      .on(SimulatePrincipalPolicyCommand, { ActionNames: ["ssm:GetParameters"], ResourceArns: [arnOf(name)] })
      .resolves({ EvaluationResults: [{ EvalActionName: "ssm:GetParameters", EvalDecision }] });
  }
  const emulator = await startScripted(denied, found);
  const proxy = await startSsmProxy(() => emulator.url);
  const ssm = new SSMClient({
    endpoint: proxy.url,
    region: accountRoot.region,
    credentials: { accessKeyId: "ASIAEXAMPLE", secretAccessKey: "secret", sessionToken: "token" },
    maxAttempts: 1,
  });
  const reading = ssm.send(new GetParametersCommand({ Names }));
  if (problem === undefined) expect((await reading).Parameters).toHaveLength(1);
  else await expect(reading).rejects.toThrow(problem);
  iam.restore();
  await proxy.close();
  await emulator.close();
});
