import type { BackupEvent, UnrecognizedEvent } from "../model/event";
import { unrecognized } from "../model/unrecognized";
import { alarmEventOf, alarmOf } from "./alarm";
import { cloudTrailEventOf } from "./cloudtrail";
import { eventBridgeEventOf } from "./envelope";
import { readableOf } from "./readable";

/**
 * What others than AWS Backup's notifications say: calls that CloudTrail recorded, CloudWatch's alarms, anything else as
 * its fields, the most important first. Loaded only where there is such an event.
 * @param stage name of the stage, whose own calls are expected
 */
export const interpreted = (event: UnrecognizedEvent, stage: string): BackupEvent => {
  const { fields, what, origin } = event;
  if (fields === undefined) return event;
  const eventBridge = eventBridgeEventOf(fields);
  const known = eventBridge
    ? (cloudTrailEventOf(eventBridge, stage) ?? alarmEventOf(eventBridge))
    : alarmOf(fields, origin);
  return known ?? unrecognized(what, readableOf(fields), origin);
};
