import { DescribeKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { mockClient } from "aws-sdk-client-mock";
import { outputsOf } from "./project-folder";

const awsError = (name: string, message: string): Error => Object.assign(new Error(message), { name });

/** AWS KMS, asked for the alias of stage dev's key. */
export const kmsWithAliases = () => {
  const kms = mockClient(KMSClient);
  const asked = { KeyId: "alias/backup-notifications-dev" };
  return {
    /** For further answers. */
    mock: kms,
    hasNoStage: (): void => {
      kms.reset();
      kms.on(DescribeKeyCommand, asked).rejects(awsError("NotFoundException", "Alias is not found."));
    },
    hasStage: (): void => {
      kms.reset();
      kms
        .on(DescribeKeyCommand, asked)
        .resolves({ KeyMetadata: { KeyId: "0a1b", Arn: outputsOf().key_arn } });
    },
    /** Neither one nor the other. */
    saysNothing: (): void => {
      kms.reset();
      kms.on(DescribeKeyCommand, asked).resolves({});
    },
    fails: (name: string, message: string): void => {
      kms.reset();
      kms.on(DescribeKeyCommand, asked).rejects(awsError(name, message));
    },
    askedCount: (): number => kms.commandCalls(DescribeKeyCommand).length,
  };
};

/** What AWS can answer that is not "absent", and the sentence in which every command refuses. */
export const refusals: readonly (readonly [
  string,
  (kms: ReturnType<typeof kmsWithAliases>) => void,
  RegExp,
])[] = [
  [
    "has it",
    (kms) => kms.hasStage(),
    /stage dev is deployed in account 111122223333, Region eu-west-1, but its state is not here; run the command in the folder that it was deployed from, or copy terraform\.backup-notifications-dev\.tfstate from there into this one/,
  ],
  [
    "denies the question",
    (kms) => kms.fails("AccessDeniedException", "User: x is not authorized to perform: kms:DescribeKey"),
    /the state of stage dev is not here, and whether it is deployed in eu-west-1 is not known: AWS denied kms:DescribeKey .*allow kms:DescribeKey/,
  ],
  [
    "does not accept the credentials",
    (kms) => kms.fails("CredentialsProviderError", "Could not load credentials from any providers"),
    /whether it is deployed in eu-west-1 is not known: no AWS credentials were found/,
  ],
  [
    "cannot be reached",
    (kms) => kms.fails("Error", "connect ECONNREFUSED 127.0.0.1:1"),
    /whether it is deployed in eu-west-1 is not known: AWS could not be reached/,
  ],
  [
    "answers without a key",
    (kms) => kms.saysNothing(),
    /whether it is deployed in eu-west-1 is not known: AWS returned no key/,
  ],
];
