import { known } from "../model/fields";
import type { ObjectEvent } from "../model/object-event";
import { resourceIdOf } from "../model/resource";
import { severityOf } from "../model/severity-of";
import { awsTextQuote, type Card, footerOf } from "./card";
import { jobUrl, resourceUrl } from "./console-url";
import { fact, linksTo } from "./facts";
import { locationOf, locationText, type RenderContext } from "./location";
import { clause, code, short } from "./mrkdwn";

const quoteOf = ({ reason, text, jobId, objectName, objectType }: ObjectEvent): Card["quote"] => {
  if (reason !== undefined) return { label: "Reason", text: reason };
  if ((objectName ?? objectType) !== undefined) return undefined;
  return awsTextQuote(
    text,
    (sentence) => /\barn:/.test(sentence) || Boolean(jobId && sentence.includes(jobId)),
  );
};

/** One object of an S3 or EKS job that failed or was skipped. */
export const objectCard = (event: ObjectEvent, context: RenderContext): Card => {
  const {
    service,
    jobType,
    outcome,
    objectName,
    objectType,
    clusterName,
    resourceArn,
    jobId,
    origin,
    reason,
  } = event;
  const title = `${service} object ${outcome} in a ${jobType}`;
  const name = objectName ?? objectType ?? resourceIdOf(resourceArn);
  const links = linksTo([
    ["Open job", jobId === undefined ? undefined : jobUrl(origin.region, jobType, jobId)],
    ["Open resource", resourceArn === undefined ? undefined : resourceUrl(origin.region, { resourceArn })],
  ]);
  return {
    severity: severityOf(event),
    emoji: outcome === "failed" ? "red_circle" : "warning",
    title,
    groupTitle: `${service} objects ${outcome} in a ${jobType}`,
    where: locationText(origin, context),
    location: locationOf(origin, context),
    sentence:
      title +
      (name === undefined ? "" : `: ${short(name, 120)}`) +
      (reason === undefined ? "" : `: ${clause(reason, 200)}`) +
      (clusterName === undefined ? "" : `, cluster ${short(clusterName, 80)}`) +
      locationText(origin, context),
    facts: [
      ...fact("Object type", objectType === name ? undefined : objectType),
      ...fact("Cluster", clusterName),
      ...fact("Resource", resourceIdOf(resourceArn) === name ? undefined : resourceIdOf(resourceArn)),
    ],
    links,
    footer: footerOf(origin.sentAt, jobId && `job ${code(jobId, 100)}`),
    ...(name && { name: short(name, 120), subject: code(name, 160) }),
    ...known({ quote: quoteOf(event) }),
    ...event.advice,
  };
};
