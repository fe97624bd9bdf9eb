import { createServer } from "node:http";
import { BackupClient, DescribeBackupJobCommand } from "@aws-sdk/client-backup";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { connect } from "../../../scripts/aws/client";
import { explain } from "../../../scripts/program/explain";

const errorOf = (name: string, message = "", code?: string): Error =>
  Object.assign(new Error(message), { name, ...(code && { code }) });

test.each([
  [
    errorOf("CredentialsProviderError", "Could not load credentials from any providers"),
    /^no AWS credentials were found.*AWS_PROFILE/,
  ],
  [
    errorOf("TokenProviderError", "Token is expired. To refresh this SSO session run aws sso login"),
    /^no AWS credentials.*Token is expired\)/,
  ],
  [errorOf("ExpiredToken"), /^the AWS credentials have expired; sign in/],
  [errorOf("ExpiredTokenException"), /^the AWS credentials have expired/],
  [
    errorOf("UnrecognizedClientException"),
    /^AWS does not accept the credentials \(UnrecognizedClientException\)/,
  ],
  [errorOf("InvalidClientTokenId"), /^AWS does not accept the credentials/],
  [errorOf("SignatureDoesNotMatch"), /^AWS does not accept the credentials/],
  [
    errorOf(
      "AccessDeniedException",
      "User: arn:aws:iam::1:user/a is not authorized to perform: backup:StopBackupJob on resource: *",
    ),
    /^AWS denied backup:StopBackupJob .*let an administrator allow backup:StopBackupJob/,
  ],
  [
    errorOf(
      "AuthorizationErrorException",
      "User: x is not authorized to perform: SNS:Publish on resource: y",
    ),
    /^AWS denied SNS:Publish/,
  ],
  [
    errorOf("UnauthorizedOperation", "You are not authorized to perform this operation."),
    /^AWS denied the call/,
  ],
  [
    errorOf("Error", "getaddrinfo ENOTFOUND sts.eu-nowhere-9.amazonaws.com", "ENOTFOUND"),
    /^AWS could not be reached \(ENOTFOUND\).*name of the Region/,
  ],
  [errorOf("Error", "Region is missing"), /^no AWS Region is known; name it as the second argument/],
  [errorOf("ThrottlingException", "Rate exceeded"), /^AWS is throttling the calls; wait a minute/],
  [errorOf("OptInRequired"), /not enabled in the account; enable it/],
  [
    errorOf("Error", "listen EADDRINUSE: address already in use 127.0.0.1:3000", "EADDRINUSE"),
    /^port 3000 is in use; choose another with --port, or leave it out to get a free one$/,
  ],
  [errorOf("TypeError", "something else"), /^something else$/],
  ["a text", /^a text$/],
])("an error becomes a sentence that says what to do (%#)", (error, sentence) => {
  expect(explain(error)).toMatch(sentence);
});

const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" };

test("where AWS does not name the action that it denied, the call does", async () => {
  const server = createServer((_, response) => {
    response.writeHead(403, { "x-amzn-ErrorType": "AccessDeniedException" });
    response.end(JSON.stringify({ Message: "Insufficient privileges to perform this action." }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const endpoint = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
  const backup = connect(BackupClient, { region: "eu-west-1", credentials, endpoint });
  const error = await backup
    .send(new DescribeBackupJobCommand({ BackupJobId: "x" }))
    .catch((thrown) => thrown);
  server.close();
  server.closeAllConnections();
  expect(explain(error)).toBe(
    "AWS denied backup:DescribeBackupJob (Insufficient privileges to perform this action); let an administrator allow backup:DescribeBackupJob for these credentials, or use others",
  );
});

test("an endpoint that does not answer is named as such", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const endpoint = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
  await new Promise((resolve) => server.close(resolve));
  const sts = connect(STSClient, { region: "eu-west-1", credentials, endpoint });
  sts.config.maxAttempts = async () => 1;
  const error = await sts.send(new GetCallerIdentityCommand({})).catch((thrown) => thrown);
  expect(explain(error)).toMatch(/^AWS could not be reached for sts:GetCallerIdentity \(ECONNREFUSED\)/);
});

test("credentials that were not found are explained with the profile in which they were looked for", () => {
  const error = errorOf("CredentialsProviderError", "Could not load credentials from any providers");
  expect(explain(error, "prodd")).toContain('any providers; AWS_PROFILE is "prodd"); sign in');
  expect(explain(error, "")).toContain("any providers); sign in");
});
