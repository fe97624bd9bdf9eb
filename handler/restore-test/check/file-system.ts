import { countOf, fieldsOf, textOf } from "../../model/fields";
import { resourceIdOf } from "../../model/resource";
import { type Check, fact, notYet, stateFact } from "./look";

const firstOf = (value: unknown) => fieldsOf(Array.isArray(value) ? value[0] : undefined) ?? {};

/** Of an EFS file system: available, and not empty. Its size is metered late. (Amazon EFS API Reference, FileSystemSize) */
export const checkElasticFileSystem: Check = async ({ createdArn, backupBytes }, look) => {
  const id = encodeURIComponent(resourceIdOf(createdArn) ?? "");
  const answer = await look.json({
    service: "elasticfilesystem",
    method: "GET",
    path: `/2015-02-01/file-systems?FileSystemId=${id}`,
  });
  if (answer.is === "unknown") return [answer.fact];
  const system = firstOf(answer.value["FileSystems"]);
  const state = stateFact(textOf(system["LifeCycleState"]), "available", ["error", "deleting", "deleted"]);
  if (state.outcome !== "ok") return [state];
  const bytes = countOf(fieldsOf(system["SizeInBytes"])?.["Value"]);
  if (bytes !== undefined && bytes > 0) return [state, fact(true, `${bytes} bytes`)];
  return [
    state,
    backupBytes === 0 ? fact(true, "empty, as its backup") : notYet("its size is not metered yet"),
  ];
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
  const found = firstOf(answer.value[isVolume ? "Volumes" : "FileSystems"]);
  return [
    stateFact(textOf(found["Lifecycle"]), isVolume ? "CREATED" : "AVAILABLE", [
      "FAILED",
      "DELETING",
      "MISCONFIGURED",
      "MISCONFIGURED_UNAVAILABLE",
    ]),
  ];
};
