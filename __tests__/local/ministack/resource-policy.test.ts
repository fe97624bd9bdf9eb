import { allowsService, type ServiceCall, verdictOf } from "../../../local/ministack/resource-policy";

const topic = "arn:aws:sns:us-east-1:111122223333:backups";
const vault = "arn:aws:backup:us-east-1:111122223333:backup-vault:main";

const call: ServiceCall = {
  service: "backup.amazonaws.com",
  action: "sns:Publish",
  resource: topic,
  context: { "aws:SourceAccount": "111122223333", "aws:SourceArn": vault, "aws:SecureTransport": "true" },
};

const allow = (more: Record<string, unknown> = {}) => ({
  Effect: "Allow",
  Principal: { Service: "backup.amazonaws.com" },
  Action: "sns:Publish",
  Resource: topic,
  ...more,
});

const policy = (...Statement: unknown[]): string => JSON.stringify({ Version: "2012-10-17", Statement });

const denyInsecure = {
  Effect: "Deny",
  Principal: "*",
  Action: ["sns:Publish"],
  Resource: topic,
  Condition: { Bool: { "aws:SecureTransport": "false" } },
};

describe("a service is allowed to", () => {
  test.each<[string, string]>([
    ["what a statement allows", policy(allow())],
    ["what one of several allows", policy(allow({ Action: "sns:Subscribe" }), allow())],
    ["what a lone statement without a list allows", JSON.stringify({ Statement: allow() })],
    ["what everybody may", policy(allow({ Principal: "*" }))],
    ["what every AWS principal may", policy(allow({ Principal: { AWS: "*" } }))],
    [
      "what it may among other services",
      policy(allow({ Principal: { Service: ["s3.amazonaws.com", "backup.amazonaws.com"] } })),
    ],
    ["what an action's pattern covers, whatever its case", policy(allow({ Action: ["SNS:Pub*"] }))],
    ["what a resource's pattern covers", policy(allow({ Resource: "arn:aws:sns:*:111122223333:back?ps" }))],
    [
      "what it does from the right account",
      policy(allow({ Condition: { StringEquals: { "aws:SourceAccount": "111122223333" } } })),
    ],
    [
      "what it does for one of the vaults",
      policy(allow({ Condition: { ArnLike: { "AWS:sourcearn": [`${vault}-2`, vault] } } })),
    ],
    [
      "what it does for a vault of a pattern",
      policy(
        allow({
          Condition: { ArnLike: { "aws:SourceArn": "arn:aws:backup:*:111122223333:backup-vault:*" } },
        }),
      ),
    ],
    ["what only insecure transport is denied", policy(allow(), denyInsecure)],
  ])("%s", (_name, document) => {
    expect(allowsService(document, call)).toBe(true);
  });
});

test("a service can assume a role by a trust policy, which names no resource", () => {
  const { Resource: _, ...trust } = allow({ Action: "sts:AssumeRole" }) as Record<string, unknown>;
  const assume = { ...call, action: "sts:AssumeRole", resource: "arn:aws:iam::111122223333:role/backup" };
  expect(allowsService(policy(trust), assume)).toBe(true);
  expect(allowsService(policy(trust), { ...assume, service: "ec2.amazonaws.com" })).toBe(false);
});

describe("a service is not allowed to", () => {
  test.each<[string, string]>([
    ["what no statement names", policy()],
    ["what another service may", policy(allow({ Principal: { Service: "awsbackup.amazonaws.com" } }))],
    ["what an account may", policy(allow({ Principal: { AWS: "arn:aws:iam::111122223333:root" } }))],
    ["another action", policy(allow({ Action: "sns:Subscribe" }))],
    ["the action on another resource", policy(allow({ Resource: `${topic}-2` }))],
    [
      "what it does from another account",
      policy(allow({ Condition: { StringEquals: { "aws:SourceAccount": "999999999999" } } })),
    ],
    [
      "what it does for another vault",
      policy(allow({ Condition: { ArnLike: { "aws:SourceArn": `${vault}-2` } } })),
    ],
    [
      "what needs a key that the call does not carry",
      policy(allow({ Condition: { StringEquals: { "aws:PrincipalOrgID": "o-1" } } })),
    ],
    [
      "what meets only one of two conditions",
      policy(
        allow({
          Condition: {
            StringEquals: { "aws:SourceAccount": "111122223333" },
            ArnLike: { "aws:SourceArn": `${vault}-2` },
          },
        }),
      ),
    ],
    ["what is allowed and denied", policy(allow(), allow({ Effect: "Deny" }))],
    ["a dot for any character", policy(allow({ Resource: topic.replace("sns", ".ns") }))],
  ])("%s", (_name, document) => {
    expect(allowsService(document, call)).toBe(false);
  });

  test("match a colon with a star in an ARN condition", () => {
    const document = policy(
      allow({ Condition: { ArnLike: { "aws:SourceArn": "arn:aws:*:backup-vault:main" } } }),
    );
    expect(allowsService(document, call)).toBe(false);
  });

  test("use insecure transport where that is denied", () => {
    const insecure = { ...call, context: { ...call.context, "aws:SecureTransport": "false" } };
    expect(allowsService(policy(allow(), denyInsecure), insecure)).toBe(false);
  });
});

describe("a role", () => {
  const role = "arn:aws:iam::111122223333:role/ops/break-glass";
  const vaultCall: ServiceCall = {
    service: role,
    action: "backup:DeleteRecoveryPoint",
    resource: vault,
    context: { "aws:PrincipalArn": role },
    hasWholeContext: true,
  };
  const statement = (more: Record<string, unknown>) => ({
    Effect: "Allow",
    Action: vaultCall.action,
    ...more,
  });

  test.each([
    ["itself", role, "allow"],
    ["its account's root", "arn:aws:iam::111122223333:root", "allow"],
    ["its account's id", "111122223333", "allow"],
    ["another account", "444455556666", "nothing"],
    ["another role of its account", "arn:aws:iam::111122223333:role/Admin", "nothing"],
  ])("is named by %s", (_name, principal, verdict) => {
    expect(verdictOf(policy(statement({ Principal: { AWS: principal } })), vaultCall)).toBe(verdict);
  });

  test.each<[string, Record<string, unknown>, string]>([
    ["another one", { ArnNotEquals: { "aws:PrincipalArn": role.replace("ops/", "") } }, "deny"],
    ["this one", { ArnNotEquals: { "aws:PrincipalArn": role } }, "nothing"],
    [
      "this one among others",
      { ArnNotLike: { "aws:PrincipalArn": ["arn:aws:iam::*:role/x", role] } },
      "nothing",
    ],
    [
      "nobody of an organization, which the call has none of",
      { StringNotEquals: { "aws:PrincipalOrgID": "o-1" } },
      "deny",
    ],
    ["names like this one", { StringNotLike: { "aws:PrincipalArn": "*/break-glass" } }, "nothing"],
  ])("is denied what a statement denies to all but %s", (_name, Condition, verdict) => {
    const denied = statement({ Effect: "Deny", Principal: "*", Condition });
    expect(verdictOf(policy(denied), vaultCall)).toBe(verdict);
    expect(verdictOf(policy(statement({ Principal: "*" }), denied), vaultCall)).toBe(
      verdict === "deny" ? "deny" : "allow",
    );
  });
});

test("what a statement excepts is not known where the call's key is not", () => {
  const orgs = allow({ Effect: "Deny", Condition: { StringNotEquals: { "aws:PrincipalOrgID": "o-1" } } });
  expect(() => allowsService(policy(allow(), orgs), call)).toThrow(
    /^what aws:PrincipalOrgID of the call is, which the condition StringNotEquals asks for, is not known here$/,
  );
  const account = allow({
    Effect: "Deny",
    Condition: { StringNotEquals: { "aws:SourceAccount": "111122223333" } },
  });
  expect(allowsService(policy(allow(), account), call)).toBe(true);
});

describe("what is not supported is an error", () => {
  test("an operator", () => {
    const document = policy(allow({ Condition: { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } } }));
    expect(() => allowsService(document, call)).toThrow(/operator IpAddress is not supported/);
  });

  test.each(["NotAction", "NotPrincipal", "NotResource"])("%s", (element) => {
    const { [element.slice(3)]: moved, ...rest } = allow() as Record<string, unknown>;
    expect(() => allowsService(policy({ ...rest, [element]: moved }), call)).toThrow(
      /^the policy contains what is not supported here \(Statement\.0\.[\w.]+: .*\)$/,
    );
  });
});
