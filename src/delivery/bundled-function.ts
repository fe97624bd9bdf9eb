import { DataArchiveFile } from "@cdktf/provider-archive/lib/data-archive-file";
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { AssetType, type ITerraformDependable, TerraformAsset } from "cdktf";
import type { Construct } from "constructs";
import type { EncryptionKey } from "../foundation/encryption-key";
import type { StageSettings } from "../stage/schema";
import type { BackupNotificationsProps } from "./stack-context";

/** What a function runs. */
export type FunctionCode = {
  /** Directory with the bundle (`index.mjs` and its parts) and nothing else. */
  readonly codeDirectory: string;
  /** Mode of the zipped files, for archive providers that can set it (2.x); without it the umask changes the hash. */
  readonly zipFileMode?: string;
};

/** Code in a directory, as the archive provider can zip it: version 1.x cannot set the mode of zipped files. */
export const functionCodeOf = (
  codeDirectory: string,
  { providerVersions: { archive = "2" } }: Pick<BackupNotificationsProps, "providerVersions">,
): FunctionCode => ({
  codeDirectory,
  ...(Number.parseInt(archive, 10) >= 2 && { zipFileMode: "0644" }),
});

export type BundledFunctionProps = {
  readonly name: string;
  readonly description: string;
  /** File name of the zip, next to the synthesized stack: one for each function. */
  readonly archiveName: string;
  readonly code: FunctionCode;
  readonly key: EncryptionKey;
  readonly settings: Pick<
    StageSettings["notifier"],
    "runtime" | "architecture" | "memoryMegabytes" | "reservedConcurrency"
  >;
  readonly timeoutSeconds: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly deadLetterQueueArn: string;
  readonly roleArn: string;
  /**
   * The log group and the role's permissions: Lambda would create a log group without key and retention, and it checks the
   * role when it creates the function.
   */
  readonly dependsOn: readonly ITerraformDependable[];
};

/** Where Lambda writes a function's log. */
export const logGroupNameFor = (functionName: string): string => `/aws/lambda/${functionName}`;

/** The log group of a function, as a child of the construct that has the function. */
export const defineLogGroup = (
  scope: Construct,
  functionName: string,
  key: EncryptionKey,
  retentionInDays: number,
): CloudwatchLogGroup =>
  new CloudwatchLogGroup(scope, "log-group", {
    name: logGroupNameFor(functionName),
    kmsKeyId: key.arn,
    retentionInDays,
  });

const zip = (
  scope: Construct,
  archiveName: string,
  { codeDirectory, zipFileMode }: FunctionCode,
): DataArchiveFile => {
  const code = new TerraformAsset(scope, "code", { path: codeDirectory, type: AssetType.DIRECTORY });
  return new DataArchiveFile(scope, "zip", {
    type: "zip",
    sourceDir: code.path,
    outputPath: archiveName,
    ...(zipFileMode !== undefined && { outputFileMode: zipFileMode }),
  });
};

/**
 * A Lambda function that runs a bundle, with its archive, as children of a construct. No construct in between: the address
 * of a deployed function would change.
 */
export const defineFunction = (scope: Construct, props: BundledFunctionProps): LambdaFunction => {
  const { settings } = props;
  const archive = zip(scope, props.archiveName, props.code);
  return new LambdaFunction(scope, "Resource", {
    functionName: props.name,
    description: props.description,
    role: props.roleArn,
    runtime: settings.runtime,
    architectures: [settings.architecture],
    handler: "index.handler",
    filename: archive.outputPath,
    sourceCodeHash: archive.outputBase64Sha256,
    memorySize: settings.memoryMegabytes,
    timeout: props.timeoutSeconds,
    kmsKeyArn: props.key.arn,
    environment: { variables: { ...props.environment } },
    tracingConfig: { mode: "Active" },
    deadLetterConfig: { targetArn: props.deadLetterQueueArn },
    ...(settings.reservedConcurrency !== false && {
      reservedConcurrentExecutions: settings.reservedConcurrency,
    }),
    dependsOn: [...props.dependsOn],
  });
};
