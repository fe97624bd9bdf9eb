import { resourceIdOf } from "../../model/resource";
import type { CheckedFact } from "../../model/restore-test";
import {
  type Check,
  fact,
  isAbout,
  type Look,
  notAbout,
  notYet,
  numberIn,
  query,
  type Seen,
  stateFact,
  xmlTexts,
} from "./look";

/** (Amazon EC2 API Reference) */
const version = "2016-11-15";

const ask = (look: Look, action: string, fields: Readonly<Record<string, string>>) =>
  look.text(query("ec2", version, { Action: action, ...fields }));

type StatusChecks = {
  readonly id: string;
  readonly idPath: string;
  readonly what: string;
  readonly checks: readonly string[];
};

/**
 * The summary of each status check, `ok` or on its way. Its details have statuses too, of which some never apply: `io-performance`
 * of most volumes. (Amazon EC2 API Reference, VolumeStatusDetails)
 */
const statusFact = (answer: Seen<string>, { id, idPath, what, checks }: StatusChecks): CheckedFact => {
  if (answer.is === "unknown") return answer.fact;
  if (!isAbout(id, xmlTexts(answer.value, idPath))) return notYet(`${what} not answered yet`);
  const statuses = checks.map((check) => xmlTexts(answer.value, `${check}/status`)[0] ?? "not answered yet");
  if (statuses.includes("impaired")) return fact(false, `${what} impaired`);
  const late = statuses.find((status) => status !== "ok");
  return late === undefined ? fact(true, `${what} ok`) : notYet(`${what} ${late}`);
};

const encryptionFact = (encrypted: string | undefined): CheckedFact =>
  encrypted === undefined
    ? notYet("whether it is encrypted is not known")
    : fact(encrypted === "true", encrypted === "true" ? "encrypted" : "not encrypted");

/** The source may be gone, or have grown since. */
const sizeFact = (
  size: number | undefined,
  sourceId: string | undefined,
  source: Seen<string>,
): CheckedFact => {
  if (size === undefined) return notYet("size not known");
  if (source.is === "unknown") {
    return source.error === "InvalidVolume.NotFound"
      ? fact(true, `${size} GiB, and its source is gone`)
      : notYet(`${size} GiB; of its source, ${source.fact.text}`);
  }
  const sourceSize = numberIn(source.value, "volumeSet/item/size");
  if (sourceSize === undefined || !isAbout(sourceId, xmlTexts(source.value, "volumeSet/item/volumeId")))
    return notYet(`${size} GiB; that of its source is not known`);
  return size < sourceSize
    ? notYet(`${size} GiB, its source has ${sourceSize} GiB now`)
    : fact(true, `${size} GiB`);
};

/** Of an EBS volume: available, encrypted, not smaller than its source, and without a known fault. */
export const checkVolume: Check = async ({ createdArn, sourceArn }, look) => {
  const id = resourceIdOf(createdArn) ?? "";
  const volume = await ask(look, "DescribeVolumes", { "VolumeId.1": id });
  if (volume.is === "unknown") return [volume.fact];
  if (!isAbout(id, xmlTexts(volume.value, "volumeSet/item/volumeId"))) return [notAbout(id)];
  const state = stateFact(xmlTexts(volume.value, "volumeSet/item/status")[0], "available", [
    "error",
    "deleting",
    "deleted",
  ]);
  if (state.outcome !== "ok") return [state];
  const size = numberIn(volume.value, "volumeSet/item/size");
  const sourceId = resourceIdOf(sourceArn);
  const source = await ask(look, "DescribeVolumes", { "VolumeId.1": sourceId ?? "" });
  const status = await ask(look, "DescribeVolumeStatus", { "VolumeId.1": id });
  return [
    state,
    encryptionFact(xmlTexts(volume.value, "volumeSet/item/encrypted")[0]),
    sizeFact(size, sourceId, source),
    statusFact(status, {
      id,
      idPath: "volumeStatusSet/item/volumeId",
      what: "volume status",
      checks: ["volumeStatus"],
    }),
  ];
};

/** Of an EC2 instance: it runs, and both status checks are ok, about five minutes after its start. */
export const checkInstance: Check = async ({ createdArn }, look) => {
  const id = resourceIdOf(createdArn) ?? "";
  const instance = await ask(look, "DescribeInstances", { "InstanceId.1": id });
  if (instance.is === "unknown") return [instance.fact];
  if (!isAbout(id, xmlTexts(instance.value, "instancesSet/item/instanceId"))) return [notAbout(id)];
  const state = stateFact(xmlTexts(instance.value, "instancesSet/item/instanceState/name")[0], "running", [
    "stopping",
    "stopped",
    "shutting-down",
    "terminated",
  ]);
  if (state.outcome !== "ok") return [state];
  const status = await ask(look, "DescribeInstanceStatus", { "InstanceId.1": id });
  return [
    state,
    statusFact(status, {
      id,
      idPath: "instanceStatusSet/item/instanceId",
      what: "status checks",
      checks: ["systemStatus", "instanceStatus"],
    }),
  ];
};
