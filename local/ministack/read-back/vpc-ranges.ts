import { randomBytes } from "node:crypto";
import { callEc2AsAccountRoot } from "../account-root";
import { type AwsAnswer, type AwsCall, passOn } from "../call";
import { filterValues } from "./filters";
import { escapeXml, xmlAnswer } from "./xml";

/** A further range of a VPC. */
type Range = { readonly vpcId: string; readonly cidrBlock: string };

const namespace = 'xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"';

const rangeXml = (id: string, { cidrBlock }: Range, state: string): string =>
  `<cidrBlock>${escapeXml(cidrBlock)}</cidrBlock><associationId>${id}</associationId><cidrBlockState><state>${state}</state></cidrBlockState>`;

const byAssociation = "cidr-block-association.association-id";

/** A VPC's own ranges, before which further ones fit. */
const ownRanges =
  /<vpcId>(vpc-[0-9a-f]+)<\/vpcId>\s*<state>[^<]*<\/state>\s*<cidrBlock>[^<]*<\/cidrBlock>\s*<cidrBlockAssociationSet>/g;

/**
 * Further ranges of VPCs, which the emulator does not know: answers how they are associated and disassociated, and shows
 * them in the descriptions of VPCs. (EC2 API reference, AssociateVpcCidrBlock, DescribeVpcs)
 */
export const newVpcRangeReadBack = (emulatorUrl: () => string) => {
  const ranges = new Map<string, Range>();

  const change = (action: string, parameters: URLSearchParams): AwsAnswer => {
    const given = parameters.get("AssociationId");
    const id = given ?? `vpc-cidr-assoc-0${randomBytes(8).toString("hex")}`;
    const range = ranges.get(id) ?? {
      vpcId: parameters.get("VpcId") ?? "",
      cidrBlock: parameters.get("CidrBlock") ?? "",
    };
    if (given === null) ranges.set(id, range);
    else ranges.delete(id);
    const state = given === null ? "associating" : "disassociating";
    return xmlAnswer(
      `<${action}Response ${namespace}><vpcId>${escapeXml(range.vpcId)}</vpcId><cidrBlockAssociation>${rangeXml(id, range, state)}</cidrBlockAssociation></${action}Response>`,
    );
  };

  const withRanges = ({ body, ...answer }: AwsAnswer): AwsAnswer => ({
    ...answer,
    body: Buffer.from(
      body.toString("utf8").replace(ownRanges, (own: string, vpcId: string) => {
        const further = [...ranges].filter(([, range]) => range.vpcId === vpcId);
        return `${own}${further.map(([id, range]) => `<item>${rangeXml(id, range, "associated")}</item>`).join("")}`;
      }),
    ),
  });

  return {
    change,
    /** VPCs with all their ranges, also those that have a range, for which the emulator has no filter. */
    describe: async (parameters: URLSearchParams, call: AwsCall): Promise<AwsAnswer> => {
      const [association] = filterValues(parameters, byAssociation);
      if (association === undefined) return withRanges(await passOn(emulatorUrl(), call));
      const range = ranges.get(association[1]);
      if (range === undefined) {
        return xmlAnswer(`<DescribeVpcsResponse ${namespace}><vpcSet/></DescribeVpcsResponse>`);
      }
      const one = { Action: "DescribeVpcs", Version: "2016-11-15", "VpcId.1": range.vpcId };
      return withRanges(await callEc2AsAccountRoot(emulatorUrl(), new URLSearchParams(one)));
    },
  };
};
