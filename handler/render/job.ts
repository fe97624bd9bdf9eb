import { known } from "../model/fields";
import type { JobEvent } from "../model/job-event";
import { severityOf } from "../model/severity-of";
import { type Card, emojis, footerOf } from "./card";
import { datedHistoryWords, historyWords, isMuchSmaller } from "./history-words";
import { factsOf, linksOf } from "./job-facts";
import { aboutOf, emojiOf, groupTitleOf, nameOf, subjectOf, titleOf } from "./job-title";
import { locationOf, locationText, type RenderContext, type Vaults } from "./location";
import { clause, code } from "./mrkdwn";
import { quoteOf, whyOf } from "./reason";

const vaultsOf = ({ vaultName, vaultArn, destinationVaultArn }: JobEvent["details"]): Vaults =>
  known({ vaultName, fromArn: vaultArn, toArn: destinationVaultArn });

/** What happened, to what, how severe it is, why, and only then where: a lock screen shows only the beginning. */
const sentenceOf = (event: JobEvent, context: RenderContext): string => {
  const name = nameOf(event);
  const why = whyOf(event);
  const history = historyWords(event);
  return (
    titleOf(event) +
    (name === undefined ? "" : `: ${name}`) +
    (history === undefined ? "" : ` — ${history}`) +
    (why === undefined ? "" : `: ${clause(why, 200)}`) +
    locationText(event.origin, context, vaultsOf(event.details))
  );
};

/** The card of a backup, copy or restore job. */
export const jobCard = (event: JobEvent, context: RenderContext): Card => {
  const { origin, details, jobId } = event;
  const { highlight: _, facts: __, ...advice } = event.advice ?? {};
  const vaults = vaultsOf(details);
  const isNamed = aboutOf(event).name !== undefined;
  const isDoubtful = isMuchSmaller(event);
  return {
    severity: isDoubtful ? "warning" : severityOf(event),
    emoji: isDoubtful ? emojis.warning : emojiOf(event),
    title: titleOf(event),
    groupTitle: groupTitleOf(event),
    where: locationText(origin, context, vaults),
    ...known({
      name: nameOf(event),
      subject: subjectOf(event),
      highlight: historyWords(event),
      datedHighlight: datedHistoryWords(event),
    }),
    location: locationOf(origin, context, vaults),
    sentence: sentenceOf(event, context),
    facts: factsOf(event),
    links: linksOf(event),
    footer: footerOf(origin.sentAt, isNamed && jobId ? `job ${code(jobId, 100)}` : undefined),
    ...known({ quote: quoteOf(event) }),
    ...advice,
  };
};
