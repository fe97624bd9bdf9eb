// Loaded where an event is forwarded.
import { createHash } from "node:crypto";
import type { Update } from "../deduplicate/update";
import { type BackupEvent, messageKindOf } from "../model/event";
import { known } from "../model/fields";
import type { BackupUpdate } from "../model/own-event";
import { type ResourceFacts, resourceOf } from "../model/resource";
import type { RenderContext } from "../render/location";
import type { Rendered } from "../render/message";

type Detail = BackupUpdate["detail"];

/** Text of a card without Slack's entities. */
const textOf = (mrkdwn: string): string =>
  mrkdwn.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

/** The links of a card, `<url|label>`. */
const linksOf = (links: readonly string[] = []): Detail["links"] => {
  const found = links.flatMap((link) => {
    const [, url, label] = /^<([^|]+)\|(.+)>$/s.exec(link) ?? [];
    return url === undefined || label === undefined ? [] : [{ label: textOf(label), url: textOf(url) }];
  });
  return found.length > 0 ? found : undefined;
};

/** The parts that an event has depending on its kind. */
type Parts = Pick<Detail, "vaultName" | "jobId" | "state" | "recoveryPointArn" | "caller" | "reason">;

const partsOf = (event: BackupEvent): { readonly [Name in keyof Parts]: Parts[Name] | undefined } => {
  switch (event.kind) {
    case "job": {
      const { vaultName, recoveryPointArn, reason } = event.details;
      return { vaultName, recoveryPointArn, reason, jobId: event.jobId, state: event.state };
    }
    case "object":
      return { jobId: event.jobId, state: event.outcome, reason: event.reason };
    case "notice": {
      const { vaultName, recoveryPointArn, caller, reason, state } = event;
      return { vaultName, recoveryPointArn, caller, reason, state };
    }
    case "unrecognized":
      return { reason: event.raw };
    case "run":
      return { state: event.phase };
    case "digest":
    case "test":
      return {};
  }
};

const resourceFactsOf = (event: BackupEvent): ResourceFacts => {
  switch (event.kind) {
    case "job":
      return event.details;
    case "object":
      return { resourceType: event.service, ...known({ resourceArn: event.resourceArn }) };
    case "notice":
      return event;
    default:
      return {};
  }
};

const resourceIn = (event: BackupEvent): Detail["resource"] => {
  const facts = resourceFactsOf(event);
  const { name, service: type } = resourceOf(facts);
  const resource = known({ arn: facts.resourceArn, type, name });
  return Object.keys(resource).length > 0 ? resource : undefined;
};

/** Names an update: equal however often it is sent. One that AWS gave no id is named by what it says. */
export const updateIdOf = ({ event, identity }: Pick<Update, "event" | "identity">): string => {
  const { subject, state, facts } = identity ?? { subject: JSON.stringify(event), state: "", facts: [] };
  return createHash("sha256")
    .update([subject, state, ...facts].join("\n"))
    .digest("hex")
    .slice(0, 32);
};

/** What other people's tools get of an update: what its message in Slack says, as data. Pure. */
export const backupUpdateOf = (
  update: Rendered<Update>,
  { stage, accountNames = {} }: RenderContext,
): BackupUpdate => {
  const { event, card } = update;
  const { accountId, region, sentAt } = event.origin;
  return {
    source: "backup-notifications.notifier",
    detailType: "Backup Update",
    detail: known({
      schema: 1,
      id: updateIdOf(update),
      stage,
      kind: messageKindOf(event),
      severity: card.severity,
      title: card.title,
      text: card.sentence,
      sentAt: sentAt?.toISOString(),
      accountId,
      accountName: Object.hasOwn(accountNames, accountId ?? "") ? accountNames[accountId ?? ""] : undefined,
      region,
      resource: resourceIn(event),
      ...partsOf(event),
      meaning: card.means && textOf(card.means),
      next: card.next && textOf(card.next),
      command: card.command?.line,
      links: linksOf(card.links),
    } as const),
  };
};
