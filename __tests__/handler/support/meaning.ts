import { meaningOf } from "../../../handler/advise/job-meaning";
import { noticeAdviceOn } from "../../../handler/advise/notice-advice";
import type { BackupEvent } from "../../../handler/model/event";

/** An event with what it means, as it is sent where no reason is known. */
export const withMeaning = (event: BackupEvent): BackupEvent => {
  if (event.kind === "notice") {
    const advice = noticeAdviceOn(event);
    return advice ? { ...event, advice } : event;
  }
  return event.kind === "job" ? { ...event, advice: meaningOf(event) } : event;
};
