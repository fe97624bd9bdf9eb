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

/** Checks for the small instance that some stages back up. */
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
