import { resourceIdOf } from "../arn";
import { jobUrl } from "../console-link";
import { type ObjectEvent, severityOf } from "../model";
import { code, link, short } from "../slack-text";
import { type Card, footerOf } from "./card";
import { fact, originWords, placeOf } from "./facts";

/** One object of an S3 or EKS job that failed or was skipped. */
export const objectCard = (event: ObjectEvent, stage: string): Card => {
  const { service, jobType, outcome, objectName, objectType, clusterName, resourceArn, jobId, origin } =
    event;
  const title = `${service} object ${outcome} in a ${jobType}`;
  const name = objectName ?? objectType ?? resourceIdOf(resourceArn);
  const why = event.reason ?? event.text;
  const url = jobId === undefined ? undefined : jobUrl(origin.region, jobType, jobId);
  return {
    severity: severityOf(event),
    emoji: outcome === "failed" ? "red_circle" : "warning",
    title,
    many: `${service} objects ${outcome} in a ${jobType}`,
    where: originWords(origin),
    ...(name && { name: short(name, 120) }),
    place: placeOf(origin, stage),
    sentence:
      title +
      (name ? `: ${short(name, 120)}` : "") +
      (clusterName ? `, cluster ${short(clusterName, 80)}` : "") +
      originWords(origin) +
      (event.reason ? `: ${short(event.reason, 200)}` : ""),
    means: "The job itself goes on; what it saved lacks this object.",
    facts: [
      ...fact("Object type", objectType === name ? undefined : objectType),
      ...fact("Cluster", clusterName),
      ...fact("Resource", resourceArn),
    ],
    footer: footerOf(origin.sentAt, jobId && `job ${code(jobId, 100)}`),
    ...(name && { subject: code(name, 160) }),
    ...(why && { quote: { label: event.reason ? "Reason" : "AWS Backup says", text: why } }),
    ...(url && { links: [link(url, "Open job")] }),
    ...event.advice,
  };
};
