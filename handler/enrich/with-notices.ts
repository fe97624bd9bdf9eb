import type { Invocation } from "../context";
import type { BackupEvent } from "../model/event";
import { orWithout } from "../model/late-part";
import type { NoticeEvent } from "../model/notice-event";
import type { Enriched } from "./enrich";
import { createPatience } from "./patience";

const isIncomplete = (event: BackupEvent): event is NoticeEvent =>
  event.kind === "notice" &&
  (event.state === "threats found" || (event.planId !== undefined && event.planName === undefined));

/** Completes what was enriched by what AWS Backup says about notices. What does that is loaded only for one. */
export const withNotices = async (
  events: readonly BackupEvent[],
  isMuted: (event: BackupEvent) => boolean,
  budgetMilliseconds: number,
  invocation: Pick<Invocation, "aws" | "log" | "now" | "sleep" | "random">,
): Promise<ReadonlyMap<BackupEvent, Enriched>> => {
  const wanted = events.filter(isIncomplete).filter((event) => !event.isExpected && !isMuted(event));
  if (wanted.length === 0) return new Map();
  const complete = async () => {
    const endsAt = invocation.now() + budgetMilliseconds;
    const patience = createPatience({ ...invocation, endsAt, onBusy: () => undefined });
    const completed = await (await import("./complete-notices")).completeNotices(wanted, patience);
    return new Map<BackupEvent, Enriched>(
      wanted.flatMap((event, index) => (completed[index] ? [[event, completed[index]]] : [])),
    );
  };
  return orWithout(complete, new Map(), invocation);
};
