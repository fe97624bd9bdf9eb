// Apart from the signer: what loads late must not bring aws4 along.

/** The DNS suffix of AWS's host names in a Region. */
export const dnsSuffixOf = (region: string): string =>
  region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
