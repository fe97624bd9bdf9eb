import type { Arguments } from "../../../fixtures/stack";
import { type Check, every, none } from "../check";
import { changed, isOwnKey, resourcesOf, type StackJson, withResource } from "../stack-json";

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;

const ofInstance = (isGood: (args: Arguments) => boolean, otherwise: string) =>
  every("aws_instance", isGood, otherwise);

const brokenInstance =
  (changes: Arguments) =>
  (stack: StackJson): StackJson =>
    changed(stack, "aws_instance", changes);

/** Tags that the stack's selection requires. */
const selectionTagsOf = (stack: StackJson): readonly (readonly [string, string])[] =>
  [
    ...JSON.stringify(resourcesOf(stack, "aws_backup_selection")).matchAll(
      /"key":"aws:ResourceTag\/([^"]+)","value":"([^"]+)"/g,
    ),
  ].map(([, key = "", value = ""]) => [key, value]);

const isPrivateDatabase = ({ publicly_accessible: isPublic }: Arguments): boolean => isPublic === false;

const blocksPublicAccess = (args: Arguments): boolean =>
  ["block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"].every(
    (argument) => args[argument] === true,
  );

/** Whether each bucket has a resource of another type that says something about it. */
const eachBucketHas =
  (type: string, isGood: (args: Arguments) => boolean, otherwise: string) => (stack: StackJson) =>
    resourcesOf(stack, "aws_s3_bucket").flatMap(({ id, address }) =>
      resourcesOf(stack, type).some(
        ({ args }) => args["bucket"] === `\${aws_s3_bucket.${id}.id}` && isGood(args),
      )
        ? []
        : [`${address}: ${otherwise}`],
    );

/** Checks for the small resources that some stages back up. */
export const testWorkloadChecks: readonly Check[] = [
  {
    rules: "CKV_AWS_79 CKV_AWS_341 AWS-0028 AWS-0130 EC2.8 EC2.170",
    holds: "an instance's metadata service requires a token and allows one hop",
    problems: ofInstance(
      ({ metadata_options: options }) =>
        fieldOf(options, "http_tokens") === "required" &&
        fieldOf(options, "http_put_response_hop_limit") === 1,
      "has a metadata service without a token, or for more than one hop",
    ),
    broken: brokenInstance({ metadata_options: { http_tokens: "optional" } }),
  },
  {
    rules: "CKV_AWS_8 CKV_AWS_3 CKV_AWS_189 AWS-0131 AWS-0026 AWS-0027 EC2.3 EC2.7",
    holds: "an instance's disk is encrypted with the stack's own key",
    problems: ofInstance(
      ({ root_block_device: disk }) =>
        fieldOf(disk, "encrypted") === true && isOwnKey(fieldOf(disk, "kms_key_id")),
      "has a disk that is not encrypted with the stack's own key",
    ),
    broken: brokenInstance({ root_block_device: { encrypted: false } }),
  },
  {
    rules: "CKV_AWS_88 CKV_AWS_130 AWS-0009 EC2.9",
    holds: "an instance has no public address, and no way out",
    problems: (stack) => [
      ...ofInstance(
        ({ associate_public_ip_address }) => associate_public_ip_address !== true,
        "is public",
      )(stack),
      ...every(
        "aws_subnet",
        ({ map_public_ip_on_launch }) => map_public_ip_on_launch === false,
        "gives public addresses",
      )(stack),
      ...none(["aws_internet_gateway", "aws_nat_gateway", "aws_eip"], "is a way out")(stack),
    ],
    broken: (stack) => withResource(stack, "aws_internet_gateway", {}),
  },
  {
    rules: "CKV_AWS_23 CKV_AWS_24 CKV_AWS_260 CKV_AWS_382 AWS-0104 AWS-0107",
    holds: "security groups let nothing in and nothing out",
    problems: (stack) => [
      ...["aws_security_group", "aws_default_security_group"].flatMap((type) =>
        every(
          type,
          ({ ingress, egress }) => ingress === undefined && egress === undefined,
          "has rules",
        )(stack),
      ),
      ...none(
        [
          "aws_security_group_rule",
          "aws_vpc_security_group_ingress_rule",
          "aws_vpc_security_group_egress_rule",
        ],
        "opens a group",
      )(stack),
    ],
    broken: (stack) => withResource(stack, "aws_vpc_security_group_egress_rule", { cidr_ipv4: "0.0.0.0/0" }),
  },
  {
    rules: "CKV_AWS_16 CKV_AWS_3 CKV_AWS_184 CKV_AWS_42 AWS-0080 AWS-0026 AWS-0037 RDS.3 EC2.3 EFS.1",
    holds: "databases, volumes and file systems are encrypted with the stack's own key",
    problems: (stack) => [
      ...every(
        "aws_db_instance",
        (args) =>
          args["storage_encrypted"] === true &&
          isOwnKey(args["kms_key_id"]) &&
          isOwnKey(args["master_user_secret_kms_key_id"]),
        "is not encrypted with the stack's own key",
      )(stack),
      ...["aws_ebs_volume", "aws_efs_file_system"].flatMap((type) =>
        every(
          type,
          ({ encrypted, kms_key_id }) => encrypted === true && isOwnKey(kms_key_id),
          "is not encrypted with the stack's own key",
        )(stack),
      ),
    ],
    broken: (stack) => changed(stack, "aws_efs_file_system", { kms_key_id: undefined }),
  },
  {
    rules: "CKV_AWS_17 CKV_AWS_161 AWS-0180 RDS.2 RDS.10",
    holds: "databases are private, and RDS makes their passwords",
    problems: (stack) => [
      ...every("aws_db_instance", isPrivateDatabase, "is public")(stack),
      ...every(
        "aws_db_instance",
        (args) => args["manage_master_user_password"] === true && !("password" in args),
        "has a password that is in the state",
      )(stack),
      ...none(["aws_efs_mount_target"], "lets a network mount a file system")(stack),
    ],
    broken: (stack) => changed(stack, "aws_db_instance", { publicly_accessible: true }),
  },
  {
    rules: "CKV_AWS_145 CKV_AWS_53 CKV_AWS_54 CKV_AWS_55 CKV_AWS_56 CKV2_AWS_6 AWS-0086 AWS-0132 S3.5 S3.8",
    holds: "buckets are private, encrypted with the stack's own key, and take requests with TLS only",
    problems: (stack) => [
      ...eachBucketHas("aws_s3_bucket_public_access_block", blocksPublicAccess, "may be public")(stack),
      ...eachBucketHas(
        "aws_s3_bucket_server_side_encryption_configuration",
        ({ rule }) => /"kms_master_key_id":"\$\{aws_kms_key\.[\w-]+\.arn\}"/.test(JSON.stringify(rule)),
        "is not encrypted with the stack's own key",
      )(stack),
      ...eachBucketHas(
        "aws_s3_bucket_policy",
        ({ policy }) => /"Effect":"Deny".*"aws:SecureTransport":"false"/.test(String(policy)),
        "takes requests without TLS",
      )(stack),
    ],
    broken: (stack) => changed(stack, "aws_s3_bucket_public_access_block", { block_public_acls: false }),
  },
  {
    rules: "CKV_AWS_46 AWS-0029",
    holds: "an instance starts without a script",
    problems: ofInstance(
      ({ user_data, user_data_base64 }) => user_data === undefined && user_data_base64 === undefined,
      "has user data, where secrets end up",
    ),
    broken: brokenInstance({ user_data: "export TOKEN=1" }),
  },
  {
    rules: "CKV2_AWS_2 CKV2_AWS_9",
    holds: "an instance is selected by the stack's own backup plan",
    problems: (stack) =>
      ofInstance(
        ({ tags }) => selectionTagsOf(stack).every(([key, value]) => fieldOf(tags, key) === value),
        "does not have the tags that the plan selects",
      )(stack),
    broken: brokenInstance({ tags: {} }),
  },
];
