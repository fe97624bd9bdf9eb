import { parseArn } from "./arn";

/**
 * The kinds of resource that AWS Backup backs up: AWS's word, the common name where it differs, and the form of its ARN,
 * which captures the resource's id. Aurora, DocumentDB and Neptune share one form of ARN, so it names none of them.
 * (AWS Backup Developer Guide, supported resources; Service Authorization Reference, resource types)
 */
type Kind = { readonly type?: string; readonly service?: string; readonly arn?: RegExp };

const known = [
  { type: "EC2", arn: /^ec2:instance\/(.+)$/ },
  { type: "EBS", arn: /^ec2:volume\/(.+)$/ },
  { type: "RDS", arn: /^rds:db:(.+)$/ },
  { type: "Aurora" },
  { type: "DocumentDB" },
  { type: "Neptune" },
  { service: "DB cluster", arn: /^rds:cluster:(.+)$/ },
  { type: "DSQL", service: "Aurora DSQL", arn: /^dsql:cluster\/(.+)$/ },
  { type: "DynamoDB", arn: /^dynamodb:table\/(.+)$/ },
  { type: "EFS", arn: /^elasticfilesystem:file-system\/(.+)$/ },
  { type: "S3", arn: /^s3:(.+)$/ },
  { type: "FSx", arn: /^fsx:(?:file-system|volume\/[^/]+|volume)\/(.+)$/ },
  { type: "Redshift", arn: /^redshift:(?:cluster|namespace):(.+)$/ },
  { type: "Redshift Serverless", arn: /^redshift-serverless:namespace\/(.+)$/ },
  { type: "VirtualMachine", service: "VMware VM", arn: /^backup-gateway:vm\/(.+)$/ },
  { type: "EKS", arn: /^eks:cluster\/(.+)$/ },
  { type: "SAP HANA on Amazon EC2", service: "SAP HANA on EC2", arn: /^ssm-sap:HANA\/(.+)$/ },
  { type: "Timestream", arn: /^timestream:database\/(.+)$/ },
  { type: "Storage Gateway", arn: /^storagegateway:gateway\/[^/]+\/volume\/(.+)$/ },
  { type: "CloudFormation", arn: /^cloudformation:stack\/([^/]+)(?:\/.*)?$/ },
] as const satisfies readonly Kind[];

const kinds: readonly Kind[] = known;

type Typed = Extract<(typeof known)[number], { readonly type: string }>;

/** Words for resource types: AWS Backup's own, and those that messages show where they differ. */
export type ResourceTypeWord = Typed["type"] | Extract<Typed, { readonly service: string }>["service"];

type Match = { readonly kind: Kind; readonly id: string };

const matchOf = (text: string | undefined): Match | undefined => {
  const arn = parseArn(text);
  if (arn === undefined) return undefined;
  for (const kind of kinds) {
    const id = kind.arn?.exec(`${arn.service}:${arn.resource}`)?.[1];
    // The words between ids in a path, as in `sensors/table/readings`, mean nothing to a reader.
    if (id !== undefined) return { kind, id: id.replace(/\/(?:table|DB)\//, "/") };
  }
  return undefined;
};

/** AWS Backup's word for the kind of resource that an ARN names, if the ARN shows it. */
export const resourceTypeOf = (text: string | undefined): string | undefined => matchOf(text)?.kind.type;

/** The last part of an ARN's resource: `i-0abc`, `orders`. A table's backup keeps its table's name in front. */
export const resourceIdOf = (text: string | undefined): string | undefined => {
  const resource = parseArn(text)?.resource;
  if (resource === undefined) return undefined;
  const known = matchOf(text)?.id;
  if (known !== undefined) return known;
  const id = resource.slice(Math.max(resource.indexOf("/"), resource.indexOf(":")) + 1);
  return id === "" ? resource : resource.startsWith("recovery-point:") ? id.split(":").at(-1) : id;
};

/** What a message is about, in common names. What is not known is absent. */
export type Resource = {
  /** Its name, else its id, else the ARN as it came. */
  readonly name?: string;
  readonly id?: string;
  /** `RDS`, `VMware VM`. An unknown service keeps AWS's word. */
  readonly service?: string;
};

const kindByWord: ReadonlyMap<string, Kind> = new Map(
  kinds.flatMap((kind) =>
    kind.type
      ? [kind.type, kind.service ?? kind.type].map((word) => [word.toLowerCase(), kind] as const)
      : [],
  ),
);

/** No word for a resource type is longer: a hostile one is not searched. */
const maxWordLength = 64;

/** The kind that a word names: AWS writes some in two ways, such as `DSQL` and `Aurora DSQL`. */
const kindOf = (word = ""): Kind | undefined =>
  word.length > maxWordLength ? undefined : kindByWord.get(word.toLowerCase());

/** Whether two words name the same resource type, as AWS writes it or as a message shows it. */
export const isSameType = (one: string, other: string): boolean =>
  (kindOf(one)?.type ?? one).toLowerCase() === (kindOf(other)?.type ?? other).toLowerCase();

/** What AWS says about a resource. */
export type ResourceFacts = {
  readonly resourceArn?: string;
  /** AWS Backup's word: `EC2`, `VirtualMachine`. */
  readonly resourceType?: string;
  readonly resourceName?: string;
};

/** Names a resource by what AWS says about it. */
export const resourceOf = ({ resourceArn, resourceType, resourceName }: ResourceFacts): Resource => {
  const id = resourceIdOf(resourceArn) ?? resourceArn;
  const name = resourceName ?? id;
  const given = kindOf(resourceType);
  const { service, type } = given ?? matchOf(resourceArn)?.kind ?? {};
  const word = resourceType !== undefined && given === undefined ? resourceType : (service ?? type);
  return { ...(name && { name }), ...(id && { id }), ...(word && { service: word }) };
};
