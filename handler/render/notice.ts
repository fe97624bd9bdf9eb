import { known } from "../model/fields";
import type { NoticeEvent } from "../model/notice-event";
import { resourceIdOf, resourceOf } from "../model/resource";
import { awsTextQuote, type Card, emojis, type Fact, footerOf } from "./card";
import { alarmUrl, guardDutyUrl, planUrl, recoveryPointUrl, resourceUrl, vaultUrl } from "./console-url";
import { dateFact, fact, linksTo } from "./facts";
import { locationOf, locationText, type RenderContext } from "./location";
import { clause, code, short, words } from "./mrkdwn";
import { noticeWordsOf, shownState } from "./notice-words";

/** `RDS off; EBS, S3 on`: what is no longer backed up comes first. */
const optInWords = (optIns: NoticeEvent["optIns"] = {}): string | undefined => {
  const parts = [false, true].flatMap((wanted) => {
    const names = Object.keys(optIns).filter((name) => optIns[name] === wanted);
    return names.length === 0 ? [] : [`${names.join(", ")} ${wanted ? "on" : "off"}`];
  });
  return parts.length === 0 ? undefined : parts.join("; ");
};

/** Enough for all of AWS Backup's services. */
const maxNameLength = 250;

type Subject = { readonly name: string; readonly service?: string; readonly is?: "recovery point" };

/** What the notice is about: the resource if known, else the recovery point, the plan, the vault or the services. */
const subjectOf = (event: NoticeEvent): Subject | undefined => {
  const { vaultName, planId, planName, recoveryPointArn } = event;
  const { name, service } = resourceOf(event);
  if (name !== undefined) return { name, ...(service !== undefined && { service }) };
  const point = resourceIdOf(recoveryPointArn) ?? recoveryPointArn;
  if (point !== undefined) return { name: point, is: "recovery point" };
  const other =
    planName ??
    planId ??
    vaultName ??
    optInWords(event.optIns) ??
    (event.subject === "alarm" ? event.id : undefined);
  return other === undefined ? undefined : { name: other };
};

/** Makes clear that the recovery point was deleted or changed, not its resource. */
const leadOf = ({ subject }: NoticeEvent, { is }: Subject): string => {
  if (is !== undefined) return subject === "recovery point" ? "" : `${is} `;
  return subject === "recovery point" ? "of " : "";
};

/** Where a clean recovery point is, or that none is known. */
const cleanPointFacts = (point: NoticeEvent["cleanPoint"]): Fact[] => {
  switch (point?.known) {
    case undefined:
      return [];
    case "found": {
      const { arn, at, vaultName, isNewest } = point;
      return [
        ...fact(`${isNewest ? "Newest clean" : "Clean"} recovery point`, resourceIdOf(arn) ?? arn),
        ...dateFact("It is from", at),
        ...fact("In vault", vaultName),
      ];
    }
    case "none":
      return [["Newest clean recovery point", "none: AWS Backup says of none that its scans found nothing"]];
    case "not-answered":
      return [["Newest clean recovery point", "not known: AWS Backup did not answer"]];
  }
};

const planFacts = ({ planId, planName, isNameUnknown }: NoticeEvent): Fact[] => [
  ...fact("Plan ID", planName === undefined ? undefined : planId),
  ...(isNameUnknown ? ([["Plan's name", "not known: AWS Backup did not say"]] satisfies Fact[]) : []),
];

const cleanPointUrl = ({ cleanPoint, origin }: NoticeEvent): string | undefined =>
  cleanPoint?.known === "found" && cleanPoint.vaultName !== undefined
    ? recoveryPointUrl(origin.region, cleanPoint.vaultName, cleanPoint.arn)
    : undefined;

const linksOf = (event: NoticeEvent): string[] => {
  const { subject, id, origin, vaultName, recoveryPointArn, planId, resourceArn } = event;
  const { region } = origin;
  // What is deleted has no page, or soon none.
  const isGone = event.state.startsWith("delet");
  const isVault = subject === "backup vault";
  return linksTo([
    vaultName !== undefined && recoveryPointArn !== undefined && !isGone
      ? ["Open recovery point", recoveryPointUrl(region, vaultName, recoveryPointArn)]
      : [
          "Open vault",
          vaultName === undefined || (isGone && isVault) ? undefined : vaultUrl(region, vaultName),
        ],
    ["Open plan", planId === undefined || isGone ? undefined : planUrl(region, planId)],
    ["Open alarm", subject === "alarm" && id !== undefined ? alarmUrl(region, id) : undefined],
    ["Open clean recovery point", cleanPointUrl(event)],
    ["Open malware scanner", event.state === "threats found" ? guardDutyUrl(region) : undefined],
    ["Open resource", resourceArn === undefined ? undefined : resourceUrl(region, event)],
  ]);
};

const quoteOf = ({ subject, reason, text, advice }: NoticeEvent): Card["quote"] => {
  if (reason !== undefined) return { label: "Reason", text: reason };
  // Of an access point, AWS's text is all that is known.
  return advice?.means !== undefined && subject !== "access point"
    ? undefined
    : awsTextQuote(text, (sentence) => /\barn:/.test(sentence));
};

/** The card of anything that is not a job: vaults, plans, recovery points, scans. */
export const noticeCard = (event: NoticeEvent, context: RenderContext): Card => {
  const { subject, state, severity, reason, origin, resourceArn, recoveryPointArn, vaultName } = event;
  const { title, groupTitle, emoji = emojis[severity], highlight } = noticeWordsOf(event);
  const about = subjectOf(event);
  const name =
    about && `${short(about.name, maxNameLength)}${about.service ? ` (${short(about.service, 40)})` : ""}`;
  const vaults = vaultName === undefined || vaultName === about?.name ? {} : { vaultName };
  const where = locationText(origin, context, vaults);
  const { id } = resourceOf(event);
  const pointId = resourceIdOf(recoveryPointArn) ?? recoveryPointArn;
  const { caller } = event;
  const { facts: adviceFacts = [], highlight: said, ...advice } = event.advice ?? {};
  const by = caller
    ? `by ${short(caller.name, 120)}${caller.address ? `, from ${short(caller.address, 60)}` : ""}`
    : (said ?? highlight);
  return {
    severity,
    emoji,
    title,
    groupTitle,
    where,
    location: locationOf(origin, context, vaults),
    sentence:
      title +
      (name === undefined
        ? ""
        : `: ${about?.is && subject !== "recovery point" ? `${about.is} ` : ""}${name}`) +
      (by === undefined ? "" : ` — ${by}`) +
      (reason === undefined ? "" : `: ${clause(reason, 200)}`) +
      where,
    facts: [
      ...(shownState(state) === state ? [] : fact("State", state)),
      ...fact("Resource", id === about?.name || resourceArn === undefined ? undefined : id),
      ...fact("Recovery point", pointId === about?.name || said ? undefined : pointId),
      ...planFacts(event),
      ...cleanPointFacts(event.cleanPoint),
      ...(subject === "continuous backup" && state === "interrupted"
        ? dateFact("Changes unprotected since, at the latest", origin.sentAt)
        : []),
      ...[...(event.facts ?? []), ...adviceFacts].flatMap(([label, text]) => fact(label, text)),
      ...fact("Call", caller?.call),
    ],
    links: linksOf(event),
    footer: footerOf(origin.sentAt),
    ...(about && {
      subject: `${leadOf(event, about)}${code(about.name, maxNameLength)}${about.service ? ` (${words(about.service, 60)})` : ""}`,
    }),
    ...known({ name, highlight: by, quote: quoteOf(event) }),
    ...advice,
  };
};
