import { pathPart } from "../../aws/backup";
import { jsonFieldsOf, textOf } from "../../model/fields";
import { type Answer, answered, known } from "../answer";
import type { OwnRole } from "../facts";
import type { Asker, Question } from "./asker";
import { fieldsIn, textsIn } from "./requests";

/** IAM answers in XML, whose values are read by their names. (IAM API Reference) */
const valuesOf = (body: string, name: string): readonly string[] =>
  [...body.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, "g"))].map(([, value = ""]) => value);

const iam = <Value>(
  action: string,
  roleName: string,
  read: (body: string) => Value | undefined,
  errors?: Question<Value>["errors"],
): Question<Value> => ({
  service: "iam",
  method: "GET",
  path: `/?Action=${action}&RoleName=${pathPart(roleName)}&Version=2010-05-08`,
  read: (_, body) => read(body),
  ...(errors && { errors }),
});

const service = "backup.amazonaws.com";

/** Whether a role's trust policy lets AWS Backup assume it. A statement with a condition may, too. */
const trustsBackup = (document: string): boolean => {
  const statements = jsonFieldsOf(document)?.["Statement"];
  return fieldsIn(Array.isArray(statements) ? statements : [statements]).some(({ Effect, Principal }) => {
    if (Effect !== "Allow") return false;
    const principals = fieldsIn([Principal]).flatMap(({ Service, AWS }) => [Service, AWS].flat());
    return Principal === "*" || textsIn(principals).some((name) => name === service || name === "*");
  });
};

/** An empty list is one only in an answer that says that it is all. */
const isWhole = (body: string): boolean => body.includes("<IsTruncated>false</IsTruncated>");

const decoded = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
};

/** The role of the stage's selections: whether it is there, whether AWS Backup can assume it, and whether it may do anything. */
export const askOwnRole = async ({ ask }: Asker, arn: string): Promise<Answer<OwnRole>> => {
  const name = arn.split("/").at(-1) ?? arn;
  const trust = await ask<OwnRole["is"]>(
    iam(
      "GetRole",
      name,
      (body) => {
        const document = decoded(valuesOf(body, "AssumeRolePolicyDocument")[0] ?? "");
        if (textOf(document) === undefined || document === undefined) return undefined;
        return trustsBackup(document) ? "usable" : "not-assumable";
      },
      { NoSuchEntity: "gone" },
    ),
  );
  if (trust.is === "unknown") return trust;
  if (trust.value !== "usable") return known({ arn, is: trust.value });
  const [attached, inline] = await Promise.all([
    ask(
      iam("ListAttachedRolePolicies", name, (body) =>
        isWhole(body) ? valuesOf(body, "PolicyArn") : undefined,
      ),
    ),
    ask(iam("ListRolePolicies", name, (body) => (isWhole(body) ? valuesOf(body, "member") : undefined))),
  ]);
  // What its policies allow is not judged: only that without any, AWS Backup may not even read tags.
  if ((answered(attached)?.length ?? 0) + (answered(inline)?.length ?? 0) > 0)
    return known({ arn, is: "usable" });
  const unseen = [attached, inline].find(({ is }) => is === "unknown");
  return unseen?.is === "unknown" ? unseen : known({ arn, is: "lacks-tags" });
};
