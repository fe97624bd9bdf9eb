import type { NoticeEvent } from "../model/event";
import { known } from "../model/fields";
import { resourceIdOf, resourceOf } from "../model/resource";
import { type Card, emojis, type Fact, footerOf } from "./card";
import { planUrl, recoveryPointUrl, resourceUrl, vaultUrl } from "./console-url";
import { fact } from "./facts";
import { linksTo } from "./links";
import { locationOf, locationText, type RenderContext } from "./location";
import { clause, code, short, words } from "./mrkdwn";
import { shownState, type WordsOf } from "./notice-words";
import { accessPointWords } from "./notices/access-point";
import { continuousBackupWords } from "./notices/continuous-backup";
import { malwareScanWords } from "./notices/malware-scan";
import { recoveryPointWords } from "./notices/recovery-point";
import { recoveryPointIndexWords } from "./notices/recovery-point-index";
import { backupPlanWords, backupVaultWords, regionSettingsWords } from "./notices/settings";

export const wordsBySubject: Readonly<Record<NoticeEvent["subject"], WordsOf>> = {
  "recovery point": recoveryPointWords,
  "recovery point index": recoveryPointIndexWords,
  "continuous backup": continuousBackupWords,
  "backup vault": backupVaultWords,
  "backup plan": backupPlanWords,
  "Region settings": regionSettingsWords,
  "malware scan": malwareScanWords,
  "access point": accessPointWords,
};

/** Which services are on, and which are off. */
const optInFacts = (optIns: NoticeEvent["optIns"] = {}): Fact[] =>
  (
    [
      ["On", true],
      ["Off", false],
    ] as const
  ).flatMap(([label, wanted]) => {
    const names = Object.keys(optIns).filter((name) => optIns[name] === wanted);
    return fact(label, names.length === 0 ? undefined : names.join(", "));
  });

type Subject = { readonly name: string; readonly service?: string; readonly is?: "recovery point" };

/** What the notice is about: the resource where one is known, else the vault, the plan or the recovery point. */
const subjectOf = (event: NoticeEvent): Subject | undefined => {
  const { vaultName, planId, recoveryPointArn } = event;
  const { name, service } = resourceOf(event);
  if (name !== undefined) return { name, ...(service !== undefined && { service }) };
  const point = resourceIdOf(recoveryPointArn) ?? recoveryPointArn;
  if (point !== undefined) return { name: point, is: "recovery point" };
  const other = planId ?? vaultName;
  return other === undefined ? undefined : { name: other };
};

/** What was deleted or changed is the backup, not the resource that it is of. */
const leadOf = ({ subject }: NoticeEvent, { is }: Subject): string => {
  if (is !== undefined) return subject === "recovery point" ? "" : `${is} `;
  return subject === "recovery point" ? "of " : "";
};

const linksOf = (event: NoticeEvent): string[] => {
  const { origin, vaultName, recoveryPointArn, planId, resourceArn } = event;
  const { region } = origin;
  return linksTo([
    // What is deleted has no page any more.
    vaultName !== undefined && recoveryPointArn !== undefined && !event.state.startsWith("deleted")
      ? ["Open recovery point", recoveryPointUrl(region, vaultName, recoveryPointArn)]
      : ["Open vault", vaultName === undefined ? undefined : vaultUrl(region, vaultName)],
    ["Open plan", planId === undefined ? undefined : planUrl(region, planId)],
    ["Open resource", resourceArn === undefined ? undefined : resourceUrl(region, event)],
  ]);
};

/** What AWS says of its own accord: its sentences but for those that only repeat an ARN. */
const withoutArns = (text: string): string =>
  text
    .split(/(?<=\.)\s+/)
    .filter((part) => !/\barn:/.test(part))
    .join(" ");

const quoteOf = ({ reason, text }: NoticeEvent, hasMeaning: boolean): Card["quote"] => {
  if (reason !== undefined) return { label: "Reason", text: reason };
  if (hasMeaning) return undefined;
  const said = withoutArns(text ?? "");
  return said === "" ? undefined : { label: "AWS Backup says", text: said };
};

/** Vaults, plans, recovery points, scans: what is no job. Each subject has words of its own. */
export const noticeCard = (event: NoticeEvent, surroundings: RenderContext): Card => {
  const { subject, state, severity, reason, origin, resourceArn, recoveryPointArn, vaultName } = event;
  const { title, groupTitle, emoji = emojis[severity], means, next } = wordsBySubject[subject](event);
  const about = subjectOf(event);
  const name = about && `${short(about.name, 120)}${about.service ? ` (${short(about.service, 40)})` : ""}`;
  const vaults = vaultName === undefined || vaultName === about?.name ? {} : { vaultName };
  const where = locationText(origin, surroundings, vaults);
  const { id } = resourceOf(event);
  const pointId = resourceIdOf(recoveryPointArn) ?? recoveryPointArn;
  return {
    severity,
    emoji,
    title,
    groupTitle,
    where,
    location: locationOf(origin, surroundings, vaults),
    sentence:
      title +
      (name === undefined
        ? ""
        : `: ${about?.is && subject !== "recovery point" ? `${about.is} ` : ""}${name}`) +
      (reason === undefined ? "" : `: ${clause(reason, 200)}`) +
      where,
    facts: [
      ...(shownState(state) === state ? [] : fact("State", state)),
      ...fact("Resource", id === about?.name || resourceArn === undefined ? undefined : id),
      ...fact("Recovery point", pointId === about?.name ? undefined : pointId),
      ...optInFacts(event.optIns),
    ],
    links: linksOf(event),
    footer: footerOf(origin.sentAt),
    ...(about && {
      subject: `${leadOf(event, about)}${code(about.name, 160)}${about.service ? ` (${words(about.service, 60)})` : ""}`,
    }),
    ...known({ name, quote: quoteOf(event, means !== undefined), means, next }),
  };
};
