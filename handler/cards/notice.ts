import { resourceIdOf } from "../arn";
import { vaultUrl } from "../console-link";
import type { NoticeEvent } from "../model";
import { code, link, short } from "../slack-text";
import { type Card, emojis, footerOf } from "./card";
import { fact, originWords, placeOf } from "./facts";

/** Vaults, plans, recovery points, scans: what is no job, in one common layout. */
export const noticeCard = (event: NoticeEvent, stage: string): Card => {
  const { subject, state, severity, reason, text, resourceArn, recoveryPointArn, vaultName, planId, origin } =
    event;
  const title = `${subject.charAt(0).toUpperCase()}${subject.slice(1)}: ${short(state, 80)}`;
  const name = resourceIdOf(resourceArn) ?? vaultName ?? planId ?? resourceIdOf(recoveryPointArn);
  const url = vaultName === undefined ? undefined : vaultUrl(origin.region, vaultName);
  const quote = reason ?? text;
  return {
    severity,
    emoji: emojis[severity],
    title,
    many: `× ${title}`,
    where: originWords(origin),
    ...(name && { name: short(name, 120) }),
    place: placeOf(origin, stage, vaultName === name ? undefined : vaultName),
    sentence:
      title +
      (name ? `, ${short(name, 120)}` : "") +
      originWords(origin) +
      (reason ? `: ${short(reason, 200)}` : ""),
    facts: [
      ...fact("Resource", resourceArn),
      ...fact("Recovery point", recoveryPointArn),
      ...fact("Plan", planId === name ? undefined : planId),
    ],
    footer: footerOf(origin.sentAt),
    ...(name && { subject: code(name, 160) }),
    ...(quote && { quote: { label: reason ? "Reason" : "AWS Backup says", text: quote } }),
    ...(url && { links: [link(url, "Open vault")] }),
  };
};
