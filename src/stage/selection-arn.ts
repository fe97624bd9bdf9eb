import { parseArn } from "../../handler/model/arn";
import { resolve } from "../../handler/selection/resolve";
import { matching } from "./field";
import { shown } from "./problem";
import { backedUpServices } from "./resource-type";

const example = "arn:aws:dynamodb:*:*:table/orders";

/** `*`, or an ARN of which AWS Backup compares every part: `arn:aws:ec2:*`, `arn:aws:s3:::logs-*`. */
const form = /^(?:\*|arn:[a-z*-]+:[^\s?]*)$/;

/** Whether a whole ARN is of something that AWS Backup backs up. */
const isBackedUp = (arn: string): boolean => {
  const all = { name: "", resources: ["*"], tags: [], conditions: {}, except: [] };
  const verdict = resolve(all, { arn }, undefined);
  return verdict.is !== "left-out" || verdict.because !== "not-supported";
};

/** What no resource's ARN has, as the rest of a sentence. (AWS General Reference, ARN format; Amazon S3 User Guide, bucket ARNs) */
const placeProblem = ([, , service, region, account, ...resource]: readonly string[]): string | undefined => {
  if (resource.length === 0) return undefined;
  if (service !== "s3") {
    return region === "" || account === ""
      ? "names no Region or no account, which only ARNs of S3 buckets leave out; use * for them"
      : undefined;
  }
  return resource.join(":").includes("/")
    ? "names objects, but AWS Backup backs up whole buckets; end it after the bucket's name"
    : undefined;
};

const problemOf = (given: unknown): string | undefined => {
  if (typeof given !== "string" || !form.test(given)) {
    return `expected an ARN, with * for any text, got ${shown(given)}; example: "${example}"`;
  }
  if (given === "*") return undefined;
  const service = given.split(":")[2] ?? "";
  if (!service.includes("*") && !backedUpServices.includes(service)) {
    return `${shown(given)} is of service ${service}, but AWS Backup backs up resources of ${backedUpServices.join(", ")}`;
  }
  const place = placeProblem(given.split(":"));
  if (place !== undefined) return `${shown(given)} ${place}; example: "${example}"`;
  if (given.includes("*")) return undefined;
  if (parseArn(given) === undefined || !isBackedUp(given)) {
    return `${shown(given)} is no resource that AWS Backup backs up; example: "${example}"`;
  }
  return undefined;
};

/** The ARN of a resource, or a pattern of ARNs with `*`. (AWS Backup API Reference, BackupSelection) */
export const selectionArn = matching<string>(
  (given) => problemOf(given) === undefined,
  ({ input }) => problemOf(input) ?? "",
);

/** What is wrong with an ARN in a selection of a stage that is in this partition, Region and, if it names one, account. */
export const arnPlaceProblem = (
  arn: string,
  place: { readonly partition: string; readonly region: string; readonly accountId?: string | undefined },
): string | undefined => {
  const [, partition = "*", , region = "", accountId = ""] = arn.split(":");
  const named: readonly (readonly [what: string, given: string, own: string | undefined])[] = [
    ["partition", partition, place.partition],
    ["Region", region, place.region],
    ["account", accountId, place.accountId],
  ];
  const wrong = named.find(
    ([, given, own]) => given !== "" && !given.includes("*") && own !== undefined && given !== own,
  );
  return (
    wrong &&
    `${shown(arn)} is in ${wrong[0]} ${wrong[1]}, but a plan backs up only what is in its own, and the stage is in ${wrong[2]}; ${wrong[0] === "partition" ? `begin it with arn:${wrong[2]}:` : "use * there, or the stage's own"}`
  );
};
