import { regionOf } from "../../src/region";

const sources = ["the stage file", "the second argument", "AWS_REGION", "AWS_DEFAULT_REGION"] as const;
const [one, other] = ["eu-west-1", "eu-central-1"] as const;

/** Every way in which each source names one Region, another, or none. */
const combinations = sources.reduce<readonly (readonly (string | undefined)[])[]>(
  (before, _) => before.flatMap((row) => [undefined, one, other].map((region) => [...row, region])),
  [[]],
);

describe.each([undefined, "ap-southeast-2"])("with a profile of %s", (profileRegion) => {
  test.each(combinations)("stage %s, argument %s, AWS_REGION %s, AWS_DEFAULT_REGION %s", (...regions) => {
    const given = sources.map((from, index) => ({ from, region: regions[index] }));
    const named = given.filter(({ region }) => region !== undefined);
    const found = regionOf({ given, profileRegion });
    const [first] = named;
    const contrary = named.find(({ region }) => region !== first?.region);
    if (first === undefined) {
      expect(found).toEqual(
        profileRegion === undefined
          ? { region: "us-east-1", from: "the default" }
          : { region: profileRegion, from: "the AWS profile" },
      );
    } else if (contrary === undefined) {
      expect(found).toEqual(first);
    } else {
      expect(found).toBe(
        `the Region is "${first.region}" by ${first.from}, but "${contrary.region}" by ${contrary.from}; remove one of them, or give both the same Region`,
      );
    }
  });
});
