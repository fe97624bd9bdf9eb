import { shown } from "./stage/problem";

/** A Region, and who names it: `stages/prod.ts`, `AWS_REGION`, `the default`. */
export type NamedRegion = { readonly region: string; readonly from: string };

/** Who may name a Region, first comes first; an absent one names none. */
export type RegionSources = {
  readonly given: readonly { readonly region: string | undefined; readonly from: string }[];
  /** The Region of the AWS profile: for whatever commands someone runs with it, so another one is no contradiction. */
  readonly profileRegion?: string | undefined;
};

const isNamed = (one: RegionSources["given"][number]): one is NamedRegion => one.region !== undefined;

/**
 * The Region of a stage: what its file names, else what the operator names, else the profile's, else us-east-1.
 * @returns one sentence where two that are given differ: with another Region, Terraform would replace everything.
 */
export const regionOf = ({ given, profileRegion }: RegionSources): NamedRegion | string => {
  const [first, ...others] = given.filter(isNamed);
  if (first === undefined) {
    return profileRegion === undefined
      ? { region: "us-east-1", from: "the default" }
      : { region: profileRegion, from: "the AWS profile" };
  }
  const other = others.find(({ region }) => region !== first.region);
  return other === undefined
    ? first
    : `the Region is ${shown(first.region)} by ${first.from}, but ${shown(other.region)} by ${other.from}; remove one of them, or give both the same Region`;
};
