/**
 * Who deploys to the local AWS: the root of a made-up account. The emulator accepts any access key id of 12 digits as
 * that account's root, with this fixed secret. Neither is valid anywhere else.
 */
export const accountRoot = {
  accountId: "111122223333",
  region: "us-east-1",
  credentials: { accessKeyId: "111122223333", secretAccessKey: "test" },
} as const;

/** The configuration of an AWS SDK client of the account root. */
export const accountRootConfig = (endpoint: string) => ({
  endpoint,
  region: accountRoot.region,
  credentials: accountRoot.credentials,
});
