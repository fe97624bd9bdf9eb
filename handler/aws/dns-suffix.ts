// Apart from the signer: what loads late must not bring aws4 along.

/** The DNS suffix of AWS's host names in a Region, for deployments that do not give it. */
export const dnsSuffixOf = (region: string): string =>
  ({ "cn-": "amazonaws.com.cn", eus: "amazonaws.eu" })[region.slice(0, 3)] ?? "amazonaws.com";
