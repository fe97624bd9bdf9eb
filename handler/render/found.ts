// Loaded for events besides jobs.
import { parseArn } from "../model/arn";
import { dateOf, known } from "../model/fields";
import type { GuardCause } from "../model/found";
import type { FoundNews } from "../model/found-news";
import type { NoticeEvent } from "../model/notice-event";
import { resourceOf } from "../model/resource";
import { type Card, emojis, type Fact, footerOf } from "./card";
import { planUrl, resourceUrl, vaultUrl } from "./console-url";
import { dateFact, fact, linksTo } from "./facts";
import { ageOf } from "./history-words";
import { locationOf, locationText, type RenderContext } from "./location";
import { clause, code, date, plain, short, words } from "./mrkdwn";

/** A title, and the same after a number. */
type Titles = readonly [one: string, many: string];

/** While it is so, and once it is over. */
type Words = { readonly now: Titles; readonly over: Titles };

const resourceWords: Readonly<Record<Exclude<FoundNews["finding"], "guard" | "blind">, Words>> = {
  overdue: {
    now: ["Backup overdue", "backups overdue"],
    over: ["Backup no longer overdue", "backups no longer overdue"],
  },
  "never-backed-up": {
    now: ["Never backed up", "resources never backed up"],
    over: ["First backup made", "first backups made"],
  },
  unprotected: {
    now: ["No backup plan protects it", "resources that no backup plan protects"],
    over: ["Protected by a backup plan again", "resources protected by a backup plan again"],
  },
  unheard: {
    now: ["Job ended, and AWS sent no event", "jobs ended, and AWS sent no event"],
    over: ["Event of a job arrived after all", "events of jobs arrived after all"],
  },
  "copy-overdue": {
    now: ["Backup copy overdue", "backup copies overdue"],
    over: ["Backup copy no longer overdue", "backup copies no longer overdue"],
  },
};

const guardWords: Readonly<Record<GuardCause, Words>> = {
  "vault-notifications": {
    now: ["Vault no longer notifies this stage", "vaults no longer notify this stage"],
    over: ["Vault notifies this stage again", "vaults notify this stage again"],
  },
  "vault-lock": {
    now: ["Vault lock is not as deployed", "vault locks are not as deployed"],
    over: ["Vault lock is as deployed again", "vault locks are as deployed again"],
  },
  "vault-policy": {
    now: ["Vault access policy is not as deployed", "vault access policies are not as deployed"],
    over: ["Vault access policy is as deployed again", "vault access policies are as deployed again"],
  },
  key: {
    now: ["Encryption key is not as deployed", "encryption keys are not as deployed"],
    over: ["Encryption key is as deployed again", "encryption keys are as deployed again"],
  },
  plan: {
    now: ["Backup plan is gone", "backup plans are gone"],
    over: ["Backup plan is back", "backup plans are back"],
  },
  rules: {
    now: [
      "Backup plan makes no backups into this stage's vaults",
      "backup plans make no backups into this stage's vaults",
    ],
    over: [
      "Backup plan makes backups into this stage's vaults again",
      "backup plans make backups into this stage's vaults again",
    ],
  },
  selection: {
    now: ["Backup plan selects nothing", "backup plans select nothing"],
    over: ["Backup plan selects resources again", "backup plans select resources again"],
  },
  role: {
    now: ["Backup role cannot be used", "backup roles cannot be used"],
    over: ["Backup role can be used again", "backup roles can be used again"],
  },
};

/** What the watch looks at, where its own word is not what a reader would say. */
const seenWords: Readonly<Record<string, string>> = {
  plans: "backup plans",
  rules: "the rules of a backup plan",
  selections: "the selections of a backup plan",
  schedules: "when a backup plan runs",
  existence: "whether a resource exists",
  "protected-resources": "what AWS Backup protects",
  "opt-ins": "which services are opted in",
  ledger: "which events arrived",
  queues: "which events wait in a queue",
  memory: "what it found before",
  "vault-notifications": "a vault's notifications",
  "vault-lock": "a vault's lock",
  "vault-policy": "a vault's access policy",
  key: "an encryption key",
  role: "the backup role",
};

const seen = (to: string): string =>
  Object.hasOwn(seenWords, to) ? (seenWords[to] ?? to) : short(to.replaceAll("-", " "), 60);

const wordsOf = (news: FoundNews): Words => {
  switch (news.finding) {
    case "guard":
      return Object.hasOwn(guardWords, news.cause ?? "")
        ? guardWords[news.cause]
        : {
            now: ["Backup setting is not as deployed", "backup settings are not as deployed"],
            over: ["Backup setting is as deployed again", "backup settings are as deployed again"],
          };
    case "blind": {
      const what = seen(news.to);
      return {
        now: [`The watch cannot see ${what}`, `times the watch cannot see ${what}`],
        over: [`The watch sees ${what} again`, `times the watch sees ${what} again`],
      };
    }
    default:
      return resourceWords[news.finding];
  }
};

/** Why, in a few words: what it means is said below. */
const causeWords: Readonly<Record<Exclude<FoundNews["cause"], GuardCause | undefined>, string>> = {
  running: "a job is running",
  waiting: "a job waits in its start window",
  failing: "its jobs fail",
  "start-window-ended": "the start window ended first",
  missed: "AWS Backup made no job",
  "selection-gone": "its selection is gone",
  "tag-gone": "its tag is gone",
  "not-opted-in": "its service is not opted in",
  "role-not-assumable": "the role cannot be assumed",
  "role-lacks-tags": "the role may not read tags",
  "other-plan": "another plan took its time",
  "not-named": "no selection names it",
  condition: "a condition leaves it out",
  excluded: "a selection excludes it",
  "restore-test": "a restore test made it",
  "not-supported": "AWS Backup does not support it",
  "no-selection": "no plan selects anything",
  "access-denied": "AWS refused",
  throttled: "AWS throttled it",
  "no-answer": "AWS did not answer",
  "not-all-pages": "there is more than one check may ask for",
  "not-ours": "it is not this stage's",
  "not-understood": "AWS's answer has an unknown form",
};

/** Of what is blind, where the cause alone would mislead. */
const blindCauseWords: Readonly<Record<string, string>> = {
  "existence not-ours": "AWS lists only what has tags",
  "tags not-ours": "AWS does not list tags of its type here",
  "tags not-understood": "this version does not know its type",
  "schedules not-understood": "its rules have an unknown schedule, or run too rarely",
  "memory not-understood": "a part of it cannot be read",
};

const whyOf = (news: FoundNews): string | undefined => {
  if (news.finding === "guard" || news.cause === undefined) return undefined;
  const part = news.finding === "blind" ? `${news.to} ${news.cause}` : "";
  return Object.hasOwn(blindCauseWords, part) ? blindCauseWords[part] : causeWords[news.cause];
};

/** A date of a finding; what is no date is not known. */
const dated = (iso: string | undefined): Date | undefined => dateOf(iso);

/** A sentence with dates: as plain text, and with the dates as Slack shows them. */
type Highlight = { readonly highlight?: string; readonly datedHighlight?: string };

/** How bad it is: the age of the newest good backup and its limit, or since when. */
const highlightOf = (news: FoundNews, at: Date | undefined): Highlight => {
  const { finding, isOver, subject } = news;
  const [since, lastGood] = [dated(subject.since), dated(subject.lastGoodAt)];
  const aged = (words: string, when: Date, tail: string): Highlight =>
    at === undefined
      ? {}
      : {
          highlight: `${words} ${ageOf(when, at)} ago${tail}`,
          datedHighlight: `${plain(words, 80)} ${ageOf(when, at)} ago (${date(when)})${plain(tail, 100)}`,
        };
  if (isOver) {
    // The backup that it knows of may be the one that was too old.
    const isNew = lastGood && since && lastGood >= since;
    if (isNew) return aged("backed up", lastGood, "");
    return since && at ? { highlight: `after ${ageOf(since, at)}` } : {};
  }
  const why = whyOf(news);
  const because = why === undefined ? "" : `; ${why}`;
  const limit = subject.limitHours === undefined ? "" : `, limit ${subject.limitHours} h`;
  const otherwise: Highlight = why === undefined ? {} : { highlight: why };
  switch (finding) {
    case "overdue":
    case "unprotected":
      if (lastGood) return aged("newest good backup", lastGood, limit + because);
      return finding === "overdue" ? { highlight: `no good backup is known${limit}${because}` } : otherwise;
    case "never-backed-up":
      return since ? aged("its first was due", since, because) : otherwise;
    case "copy-overdue":
      return since ? aged("it was due", since, because) : otherwise;
    case "unheard":
      return since ? aged(subject.text ? `ended as ${short(subject.text, 40)}` : "ended", since, "") : {};
    default:
      return otherwise;
  }
};

const sinceLabels: Readonly<Record<FoundNews["finding"], string>> = {
  overdue: "Overdue since",
  "never-backed-up": "Due since",
  unprotected: "Without a plan since, as far as seen",
  unheard: "Ended",
  "copy-overdue": "Overdue since",
  guard: "Found",
  blind: "Not seen since",
};

const factsOf = ({ finding, isOver, subject, otherCause }: FoundNews, name: string | undefined): Fact[] => {
  const { id, since, lastGoodAt, limitHours, planNames = [], vaultArn, text } = subject;
  return [
    ...dateFact(isOver ? "It began" : sinceLabels[finding], dated(since)),
    ...dateFact(isOver ? "Newest good backup then" : "Newest good backup", dated(lastGoodAt)),
    ...fact("Limit", limitHours === undefined ? undefined : `${limitHours} h`),
    ...fact(planNames.length > 1 ? "Plans" : "Plan", planNames.length > 0 ? planNames.join(", ") : undefined),
    ...fact("Copy to", vaultArn),
    ...fact("Cause", otherCause),
    ...(finding === "unheard" ? fact("AWS's state", text) : []),
    ...fact(
      finding === "unheard" ? "Job" : parseArn(id) ? "Resource" : "ID",
      id === name || id === "" ? undefined : id,
    ),
  ];
};

const quoteLabels: Partial<Readonly<Record<FoundNews["finding"], string>>> = {
  guard: "It is now",
  overdue: "Reason",
  "never-backed-up": "Reason",
  "copy-overdue": "Reason",
  blind: "Reason",
  unprotected: "Reason",
};

/** A plan, or a part of one. */
const aboutPlans: readonly FoundNews["cause"][] = ["plan", "rules", "selection"];

const nameOf = ({ finding, cause, subject }: FoundNews): { name?: string; service?: string } => {
  const { id, planNames, vaultName } = subject;
  if (id === "") return {};
  const isPlan = finding === "guard" && aboutPlans.includes(cause);
  if ((isPlan || finding === "blind") && planNames?.[0]) return { name: planNames[0] };
  if (finding === "guard" && vaultName && cause?.startsWith("vault-")) return { name: vaultName };
  const { name, service } = resourceOf({ resourceArn: id });
  return known({ name, service });
};

/** The stage in a command that advice names. */
const forStage = (text: string | undefined, { stage }: RenderContext): string | undefined =>
  text?.replaceAll("{stage}", () => plain(stage, 60));

/** The card of what the watch found about one subject. */
export const foundCard = (event: NoticeEvent, news: FoundNews, context: RenderContext): Card => {
  const { severity, origin, vaultName, resourceArn, advice } = event;
  const { finding, cause, isOver, subject, unnamed } = news;
  const { now, over } = wordsOf(news);
  const [title, groupTitle] = isOver ? over : now;
  const about = nameOf(news);
  const name =
    about.name === undefined
      ? undefined
      : `${short(about.name, 250)}${about.service ? ` (${short(about.service, 40)})` : ""}`;
  const vaults = vaultName === undefined || vaultName === about.name ? {} : { vaultName };
  const highlight = highlightOf(news, origin.sentAt);
  const { text } = subject;
  const label = quoteLabels[finding];
  const quote = text === undefined || label === undefined || isOver ? undefined : { label, text };
  const rest =
    unnamed === undefined
      ? undefined
      : {
          words: `and ${unnamed.toLocaleString("en-US")} more`,
          command: `npm run report -- ${context.stage}`,
        };
  const where = locationText(origin, context, vaults) + (rest ? `, ${rest.words}: ${rest.command}` : "");
  const isPlan = finding === "guard" && aboutPlans.includes(cause);
  const vaultRegion = parseArn(subject.vaultArn)?.region ?? origin.region;
  const links = linksTo([
    ["Open vault", vaultName === undefined ? undefined : vaultUrl(vaultRegion, vaultName)],
    ["Open plan", isPlan && cause !== "plan" ? planUrl(origin.region, subject.id) : undefined],
    ["Open resource", resourceArn === undefined ? undefined : resourceUrl(origin.region, { resourceArn })],
  ]);
  return {
    severity,
    emoji: emojis[severity],
    title,
    groupTitle,
    where,
    location: [
      ...locationOf(origin, context, vaults),
      ...(rest ? [`${rest.words}: ${code(rest.command, 100)}`] : []),
    ],
    sentence:
      title +
      (name === undefined ? "" : `: ${name}`) +
      (highlight.highlight === undefined ? "" : ` — ${highlight.highlight}`) +
      (quote === undefined
        ? ""
        : `${finding === "guard" ? " — it is now" : ""}: ${clause(quote.text, 200)}`) +
      where,
    facts: factsOf(news, about.name),
    links,
    footer: footerOf(origin.sentAt, "found by the watch"),
    ...(about.name !== undefined && {
      subject: `${code(about.name, 250)}${about.service ? ` (${words(about.service, 60)})` : ""}`,
    }),
    ...highlight,
    ...known({
      name,
      quote,
      means: forStage(advice?.means, context),
      next: forStage(advice?.next, context),
      // What its event does not name must be said beside what it names.
      content: rest && JSON.stringify([finding, cause, rest]),
      command: advice?.command,
    }),
  };
};
