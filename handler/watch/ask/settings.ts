import { pathPart } from "../../aws/backup";
import { vaultNameOf } from "../../model/arn";
import { countOf, dateOf, fieldsOf, jsonFieldsOf, textOf } from "../../model/fields";
import { type Answer, unseen } from "../answer";
import type { Setting } from "../facts";
import type { WatchSettings } from "../settings";
import type { Asker, Question } from "./asker";
import { backup, fieldsIn, json } from "./requests";

const nothing = { ResourceNotFoundException: "none" } as const;

/** The Sids of a policy's statements: AWS stores policies in another spelling than it is given. */
const sidsOf = (policy: string): string | undefined => {
  const statements = jsonFieldsOf(policy)?.["Statement"];
  const list = Array.isArray(statements) ? fieldsIn(statements) : fieldsIn([statements]);
  if (list.length === 0) return undefined;
  return list
    .map(({ Sid }) => textOf(Sid) ?? "?")
    .sort()
    .join(",");
};

/** Questions whose answers are texts as `WatchSettings.expected` has them. */
const questions: Readonly<Record<Setting["of"], (arn: string) => Question<string>>> = {
  "vault-notifications": (arn) =>
    backup(
      `/backup-vaults/${pathPart(vaultNameOf(arn) ?? arn)}/notification-configuration`,
      (answer) => textOf(answer["SNSTopicArn"]),
      nothing,
    ),
  "vault-lock": (arn) =>
    backup(`/backup-vaults/${pathPart(vaultNameOf(arn) ?? arn)}`, (answer) => {
      if (textOf(answer["BackupVaultName"]) === undefined) return undefined;
      if (answer["Locked"] !== true) return "none";
      const [least, most] = [countOf(answer["MinRetentionDays"]), countOf(answer["MaxRetentionDays"])];
      const mode = dateOf(answer["LockDate"]) === undefined ? "governance" : "compliance";
      return `${mode} ${least ?? "-"} ${most ?? "-"}`;
    }),
  "vault-policy": (arn) =>
    backup(
      `/backup-vaults/${pathPart(vaultNameOf(arn) ?? arn)}/access-policy`,
      (answer) => sidsOf(textOf(answer["Policy"]) ?? ""),
      nothing,
    ),
  key: (arn) =>
    json("kms", "1.1", "TrentService.DescribeKey", { KeyId: arn }, (answer) =>
      textOf(fieldsOf(answer["KeyMetadata"])?.["KeyState"]),
    ),
};

/** What AWS says of the settings that the stage expects. */
export const askSettings = (
  { ask }: Asker,
  { expected }: Pick<WatchSettings, "expected">,
): Promise<readonly Setting[]> =>
  Promise.all(
    expected.map(async (setting): Promise<Setting> => {
      const question = Object.hasOwn(questions, setting.of) ? questions[setting.of] : undefined;
      const seen: Answer<string> = question ? await ask(question(setting.arn)) : unseen("no-answer");
      return { ...setting, seen };
    }),
  );
