// Loaded once a batch holds an event of our own.
import { createHash } from "node:crypto";
import { parseArn, vaultNameOf } from "../model/arn";
import { countOf, dateOf, type Fields, fieldsOf, known, textOf } from "../model/fields";
import { type Finding, type FindingKind, type FoundSubject, foundSeverityOf } from "../model/found";
import type { FoundNews } from "../model/found-news";
import type { NoticeEvent } from "../model/notice-event";
import type { Origin } from "../model/origin";
import { rawTextOf } from "../model/unrecognized";

const unseen = ["access-denied", "throttled", "no-answer", "not-all-pages", "not-ours", "not-understood"];
const overdue = [
  ...["running", "waiting", "failing", "start-window-ended", "missed", "selection-gone", "tag-gone"],
  ...["not-opted-in", "role-not-assumable", "role-lacks-tags", "other-plan"],
];

/** Every finding, with the causes that it may have. Tests compare them with the words for each. */
export const causesByFinding: Readonly<Record<FindingKind, readonly string[]>> = {
  overdue,
  "never-backed-up": overdue,
  unprotected: [
    ...["not-named", "condition", "excluded", "not-opted-in", "restore-test", "not-supported"],
    "no-selection",
  ],
  unheard: [],
  "copy-overdue": ["running", "failing", "missed"],
  guard: ["vault-notifications", "vault-lock", "vault-policy", "key", "plan", "rules", "selection", "role"],
  blind: unseen,
};

const isFinding = (text: string | undefined): text is FindingKind =>
  text !== undefined && Object.hasOwn(causesByFinding, text);

const textsOf = (value: unknown): readonly string[] | undefined => {
  const texts = Array.isArray(value) ? value.flatMap((one) => textOf(one) ?? []) : [];
  return texts.length > 0 ? texts : undefined;
};

const tagsOf = (value: unknown): FoundSubject["tags"] => {
  const tags = Object.entries(fieldsOf(value) ?? {}).flatMap(([key, tag]) =>
    typeof tag === "string" ? [[key, tag] as const] : [],
  );
  return tags.length > 0 ? Object.fromEntries(tags) : undefined;
};

const isoOf = (value: unknown): string | undefined => dateOf(textOf(value))?.toISOString();

/** Whatever a subject looks like, it stays one: what has no id is named by all that it says. */
const subjectOf = (value: unknown, isBlind: boolean): FoundSubject => {
  const fields: Fields = fieldsOf(value) ?? {};
  const { id, since, lastGoodAt, limitHours, planNames, vaultName, vaultArn, tags, text } = fields;
  return {
    id: textOf(id) ?? textOf(value) ?? (isBlind ? "" : rawTextOf(value)),
    since: isoOf(since) ?? "",
    ...known({
      lastGoodAt: isoOf(lastGoodAt),
      limitHours: countOf(limitHours),
      planNames: textsOf(planNames),
      vaultName: textOf(vaultName),
      vaultArn: textOf(vaultArn),
      tags: tagsOf(tags),
      text: textOf(text),
    }),
  };
};

const hourMilliseconds = 3_600_000;

const hashOf = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 16);

/**
 * What is sent twice because a check broke off is one fact. What is worse, over, begins anew, or is said again after a day,
 * is another. A cause may change without being news, but in a guard it is what changed.
 */
const identityOf = (
  { finding, cause }: Finding,
  scope: string,
  { id, since, vaultName = "", vaultArn = vaultName }: FoundSubject,
  state: string,
  { sentAt, accountId = "-", region = "-", messageId = "-" }: Origin,
): FoundNews["identity"] => ({
  subject: [
    ...["watch", finding, finding === "guard" ? cause : scope, id],
    ...[finding === "copy-overdue" ? vaultArn : "", accountId, region],
  ].join("|"),
  state,
  facts: [
    `since:${state}:${hashOf(since || messageId)}`,
    // Two within hours count as one.
    ...(sentAt ? [`at:${state}:${Math.round(sentAt.getTime() / hourMilliseconds)}`] : []),
  ],
});

const aboutResources: readonly FindingKind[] = ["overdue", "never-backed-up", "unprotected", "copy-overdue"];

const noticeOf = (news: FoundNews, severity: NoticeEvent["severity"], origin: Origin): NoticeEvent => {
  const { finding, subject } = news;
  const { id, vaultName, text } = subject;
  const isVault = parseArn(id)?.resource.startsWith("backup-vault:");
  return {
    kind: "notice",
    subject: "watch",
    state: finding.replaceAll("-", " "),
    severity,
    origin,
    found: news,
    ...known({
      id: id || undefined,
      resourceArn: aboutResources.includes(finding) && parseArn(id) ? id : undefined,
      vaultName: vaultName ?? (isVault ? vaultNameOf(id) : undefined),
      reason: text,
    }),
  };
};

/** A subject's notice, and the event's detail as if it were about nothing else. */
type Part = { readonly event: NoticeEvent; readonly alone: Fields };

/**
 * What the watch found, as one notice for each subject, so that each is routed, and posted once. `undefined` for a finding
 * that this version does not know, and for one that names no subjects.
 */
export const noticesOf = (detail: Fields, origin: Origin): readonly Part[] | undefined => {
  const { finding, subjects, total } = detail;
  if (typeof finding !== "string" || !isFinding(finding)) return undefined;
  if (!Array.isArray(subjects) || subjects.length === 0) return undefined;
  const said = textOf(detail["cause"]);
  const isKnown = said !== undefined && causesByFinding[finding].includes(said);
  const to = textOf(detail["to"]) ?? "something";
  const isOver = detail["isOver"] === true;
  // The pair was compared with all that may be.
  const found = { finding, ...(isKnown && { cause: said }), ...(finding === "blind" && { to }) } as Finding;
  const severity = foundSeverityOf({
    ...found,
    schema: 1,
    subjects: [],
    total: 0,
    ...(isOver && { isOver }),
  });
  const unnamed = Math.max(0, (countOf(total) ?? 0) - subjects.length);
  return subjects.map((value) => {
    const subject = subjectOf(value, finding === "blind");
    const state = isOver ? "over" : severity;
    const news: FoundNews = {
      ...found,
      subject,
      identity: identityOf(found, finding === "blind" ? to : "", subject, state, origin),
      ...(isOver && { isOver }),
      ...(unnamed > 0 && { unnamed }),
      ...(said !== undefined && !isKnown && { otherCause: said }),
    };
    return {
      event: noticeOf(news, severity, origin),
      alone: { ...detail, subjects: [value], total: unnamed + 1 },
    };
  });
};
