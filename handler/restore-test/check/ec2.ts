import { resourceIdOf } from "../../model/resource";
import type { CheckedFact } from "../../model/restore-test";
import { type Check, fact, type Look, notYet, numberIn, query, stateFact, xmlTexts } from "./look";

/** (Amazon EC2 API Reference) */
const version = "2016-11-15";

const ask = (look: Look, action: string, fields: Readonly<Record<string, string>>) =>
  look.text(query("ec2", version, { Action: action, ...fields }));

/** Both status checks of an instance, or that of a volume: `ok`, or on its way. */
const statusFacts = (xml: string, what: string): readonly CheckedFact[] => {
  const statuses = xmlTexts(xml, "status").filter((status) => !/^(?:passed|failed|n\/a)$/.test(status));
  if (statuses.length === 0) return [notYet(`${what} not answered yet`)];
  const bad = statuses.find((status) => status === "impaired");
  if (bad !== undefined) return [fact(false, `${what} ${bad}`)];
  return statuses.every((status) => status === "ok")
    ? [fact(true, `${what} ok`)]
    : [notYet(`${what} ${statuses.find((status) => status !== "ok")}`)];
};

const encryptionFact = (encrypted: string | undefined): CheckedFact =>
  encrypted === undefined
    ? notYet("whether it is encrypted is not known")
    : fact(encrypted === "true", encrypted === "true" ? "encrypted" : "not encrypted");

/** The source may be gone, or have grown since. */
const sizeFact = (size: number | undefined, sourceSize = 0): CheckedFact => {
  if (size === undefined) return notYet("size not known");
  return size < sourceSize
    ? notYet(`${size} GiB, its source has ${sourceSize} GiB now`)
    : fact(true, `${size} GiB`);
};

/** Of an EBS volume: available, encrypted, not smaller than its source, and without a known fault. */
export const checkVolume: Check = async ({ createdArn, sourceArn }, look) => {
  const id = resourceIdOf(createdArn) ?? "";
  const volume = await ask(look, "DescribeVolumes", { "VolumeId.1": id });
  if (volume.is === "unknown") return [volume.fact];
  const state = stateFact(
    xmlTexts(volume.value, "status").find((text) => text !== "attached" && text !== "detached"),
    "available",
    ["error", "deleting", "deleted"],
  );
  if (state.outcome !== "ok") return [state];
  const size = numberIn(volume.value, "size");
  const source = await ask(look, "DescribeVolumes", { "VolumeId.1": resourceIdOf(sourceArn) ?? "" });
  const sourceSize = source.is === "seen" ? numberIn(source.value, "size") : undefined;
  const status = await ask(look, "DescribeVolumeStatus", { "VolumeId.1": id });
  return [
    state,
    encryptionFact(xmlTexts(volume.value, "encrypted")[0]),
    sizeFact(size, sourceSize),
    ...(status.is === "unknown" ? [status.fact] : statusFacts(status.value, "volume status")),
  ];
};

/** Of an EC2 instance: it runs, and both status checks are ok, about five minutes after its start. */
export const checkInstance: Check = async ({ createdArn }, look) => {
  const id = resourceIdOf(createdArn) ?? "";
  const instance = await ask(look, "DescribeInstances", { "InstanceId.1": id });
  if (instance.is === "unknown") return [instance.fact];
  const state = stateFact(
    /<instanceState>.*?<name>([a-z-]+)<\/name>.*?<\/instanceState>/s.exec(instance.value)?.[1],
    "running",
    ["stopping", "stopped", "shutting-down", "terminated"],
  );
  if (state.outcome !== "ok") return [state];
  const status = await ask(look, "DescribeInstanceStatus", { "InstanceId.1": id });
  return [state, ...(status.is === "unknown" ? [status.fact] : statusFacts(status.value, "status checks"))];
};
