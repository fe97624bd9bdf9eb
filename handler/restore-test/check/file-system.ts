import { countOf, fieldsOf, textOf } from "../../model/fields";
import { resourceIdOf } from "../../model/resource";
import { type Check, fact, isAbout, notAbout, notYet, stateFact } from "./look";

const fieldsIn = (value: unknown) =>
  (Array.isArray(value) ? value : []).map((one: unknown) => fieldsOf(one) ?? {});

/** What EFS meters of a file system that has only its root. (Amazon EFS User Guide, metering: a directory's 4 KiB and 2 KiB of metadata) */
const rootBytes = 6144;

/**
 * Of an EFS file system: available, and not empty. Its size is metered late. (Amazon EFS API Reference, FileSystemSize) The size of its
 * backup cannot be compared: it is that of what changed. (AWS Backup API Reference, BackupJob)
 */
export const checkElasticFileSystem: Check = async ({ createdArn }, look) => {
  const id = resourceIdOf(createdArn) ?? "";
  const answer = await look.json({
    service: "elasticfilesystem",
    method: "GET",
    path: `/2015-02-01/file-systems?FileSystemId=${encodeURIComponent(id)}`,
  });
  if (answer.is === "unknown") return [answer.fact];
  const systems = fieldsIn(answer.value["FileSystems"]);
  const [system = {}] = systems;
  const ids = systems.map((one) => one["FileSystemId"]);
  if (!isAbout(id, ids)) return [notAbout(id)];
  const state = stateFact(textOf(system["LifeCycleState"]), "available", ["error", "deleting", "deleted"]);
  if (state.outcome !== "ok") return [state];
  const bytes = countOf(fieldsOf(system["SizeInBytes"])?.["Value"]);
  return bytes !== undefined && bytes > rootBytes
    ? [state, fact(true, `${bytes} bytes`)]
    : [state, notYet("its size is not metered yet, or it is empty")];
};

/** Of an FSx file system or volume. (Amazon FSx API Reference) */
export const checkFsx: Check = async ({ createdArn }, look) => {
  const isVolume = createdArn.includes(":volume/");
  const operation = isVolume ? "DescribeVolumes" : "DescribeFileSystems";
  const id = createdArn.split("/").at(-1) ?? "";
  const answer = await look.json({
    service: "fsx",
    method: "POST",
    path: "/",
    headers: {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": `AWSSimbaAPIService_v20180301.${operation}`,
    },
    body: JSON.stringify(isVolume ? { VolumeIds: [id] } : { FileSystemIds: [id] }),
    isRepeatable: true,
  });
  if (answer.is === "unknown") return [answer.fact];
  const all = fieldsIn(answer.value[isVolume ? "Volumes" : "FileSystems"]);
  const [found = {}] = all;
  const ids = all.map((one) => one[isVolume ? "VolumeId" : "FileSystemId"]);
  if (!isAbout(id, ids)) return [notAbout(id)];
  const state = textOf(found["Lifecycle"]);
  // A volume can be used in both states. (Amazon FSx API Reference, Volume)
  return [
    stateFact(state, isVolume && state !== "AVAILABLE" ? "CREATED" : "AVAILABLE", [
      "FAILED",
      "DELETING",
      "MISCONFIGURED",
      "MISCONFIGURED_UNAVAILABLE",
    ]),
  ];
};
