/**
 * Who deploys to the local AWS: the root of a made-up account. The emulator takes any key of 12 digits for that
 * account's root, with this fixed secret. Neither opens anything anywhere else.
 */
export const accountRoot = {
  accountId: "111122223333",
  region: "us-east-1",
  credentials: { accessKeyId: "111122223333", secretAccessKey: "test" },
} as const;

/** What an AWS client of the operator is made with. */
export const accountRootConfig = (endpoint: string) => ({
  endpoint,
  region: accountRoot.region,
  credentials: accountRoot.credentials,
});
