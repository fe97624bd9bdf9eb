import {
  DeleteTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  waitUntilTableNotExists,
} from "@aws-sdk/client-dynamodb";
import {
  CreateTagsCommand,
  DeleteVolumeCommand,
  DescribeVolumesCommand,
  EC2Client,
  waitUntilVolumeDeleted,
} from "@aws-sdk/client-ec2";
import {
  DeleteFileSystemCommand,
  DescribeFileSystemsCommand,
  EFSClient,
  FileSystemNotFound,
  TagResourceCommand,
} from "@aws-sdk/client-efs";
import {
  DeleteDBInstanceCommand,
  DescribeDBInstancesCommand,
  RDSClient,
  waitUntilDBInstanceDeleted,
} from "@aws-sdk/client-rds";
import {
  DeleteBucketCommand,
  DeleteObjectsCommand,
  HeadBucketCommand,
  ListObjectVersionsCommand,
  S3Client,
  waitUntilBucketNotExists,
} from "@aws-sdk/client-s3";
import { resourceIdOf } from "../../handler/model/resource";
import { connect } from "../aws/client";
import { unlessMissing } from "../aws/missing";
import type { Context } from "../program/context";
import { Failure } from "../program/failure";
import { poll } from "../program/poll";

/** How the name of everything begins that a restore test makes. Backup plans leave it out. (AWS Backup Developer Guide, restore testing) */
export const testPrefix = "awsbackup-restore-test-";

/** The tag of what has no name of ours. Its value is the restore job that made it. */
const testTag = "awsbackup-restore-test";

const longestDeletionSeconds = 1800;

/** What was restored, and by which job. */
export type Made = {
  readonly arn: string;
  /** What AWS Backup was asked to name it. */
  readonly name: string;
  readonly jobId: string;
  readonly region: string;
  /** When the restore job was created: what it made is not older. */
  readonly startedAt: Date;
};

/** How a resource type is restored for a test, and deleted afterwards. */
export type Restorable = {
  /** AWS's metadata that gives what is restored its name, where it has one. AWS ignores the case of keys. */
  readonly naming: (name: string) => Readonly<Record<string, string>>;
  /**
   * Makes sure that it is what the job made, and marks what has no name of ours, so that no plan backs it up and nothing else is
   * deleted for it.
   * @throws NotOurs
   */
  readonly mark: (made: Made, context: Context) => Promise<void>;
  /** Deletes it, and waits until it is gone. @throws NotOurs where it is not what the job made; AWS's error where it was gone before */
  readonly remove: (made: Made, context: Context) => Promise<void>;
  /** What is there under an ID now. */
  readonly find: (id: string, where: Where) => Promise<Found | undefined>;
  /** The command that deletes it, for whoever must. */
  readonly removal: (id: string) => string;
};

type Where = { readonly region: string; readonly context: Context };

/** The restore job that its tag names, where it has one. */
type Found = { readonly jobId?: string | undefined };

/** What AWS Backup names is not what the restore made: nothing may be deleted, and no command is given. */
export class NotOurs extends Failure {}

/** Other tests give such names too: it must be this restore's own. */
const named = ({ arn, name, jobId }: Made): string => {
  if (resourceIdOf(arn) === name) return name;
  throw new NotOurs(
    `AWS Backup says that restore job ${jobId} made ${arn}, but it was to make ${name}, so nothing is deleted; look at it in AWS, where what a restore makes costs money`,
  );
};

const checkName: Restorable["mark"] = async (made) => void named(made);

const tagIn = (
  tags: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[] = [],
): string | undefined => tags.find(({ Key }) => Key === testTag)?.Value;

const waiting = (context: Context) => ({ maxWaitTime: longestDeletionSeconds, abortSignal: context.signal });

const table: Restorable = {
  naming: (targetTableName) => ({ targetTableName }),
  mark: checkName,
  remove: async (made, context) => {
    const client = connect(DynamoDBClient, context.awsConfig(made.region));
    const TableName = named(made);
    await client.send(new DeleteTableCommand({ TableName }));
    await waitUntilTableNotExists({ client, ...waiting(context) }, { TableName });
  },
  find: async (TableName, { region, context }) => {
    const client = connect(DynamoDBClient, context.awsConfig(region));
    return (await unlessMissing(client.send(new DescribeTableCommand({ TableName })))) && {};
  },
  removal: (id) => `aws dynamodb delete-table --table-name ${id}`,
};

const database: Restorable = {
  naming: (dBInstanceIdentifier) => ({ dBInstanceIdentifier }),
  mark: checkName,
  remove: async (made, context) => {
    const client = connect(RDSClient, context.awsConfig(made.region));
    const DBInstanceIdentifier = named(made);
    const deletion = new DeleteDBInstanceCommand({
      DBInstanceIdentifier,
      SkipFinalSnapshot: true,
      DeleteAutomatedBackups: true,
    });
    await client.send(deletion);
    await waitUntilDBInstanceDeleted({ client, ...waiting(context) }, { DBInstanceIdentifier });
  },
  find: async (DBInstanceIdentifier, { region, context }) => {
    const client = connect(RDSClient, context.awsConfig(region));
    return (await unlessMissing(client.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier })))) && {};
  },
  removal: (id) => `aws rds delete-db-instance --skip-final-snapshot --db-instance-identifier ${id}`,
};

const emptied = async (client: S3Client, Bucket: string, signal: AbortSignal): Promise<void> => {
  for (;;) {
    signal.throwIfAborted();
    const { Versions = [], DeleteMarkers = [] } = await client.send(
      new ListObjectVersionsCommand({ Bucket }),
    );
    const Objects = [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key, VersionId }));
    if (Objects.length === 0) return;
    const { Errors = [] } = await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    const [error] = Errors;
    if (error)
      throw new Failure(`object ${error.Key} of bucket ${Bucket} could not be deleted: ${error.Message}`);
  }
};

const bucket: Restorable = {
  naming: (destinationBucketName) => ({ destinationBucketName, newBucket: "true" }),
  mark: checkName,
  remove: async (made, context) => {
    const client = connect(S3Client, context.awsConfig(made.region));
    const Bucket = named(made);
    await emptied(client, Bucket, context.signal);
    await client.send(new DeleteBucketCommand({ Bucket }));
    await waitUntilBucketNotExists({ client, ...waiting(context) }, { Bucket });
  },
  find: async (Bucket, { region, context }) => {
    const client = connect(S3Client, context.awsConfig(region));
    return (await unlessMissing(client.send(new HeadBucketCommand({ Bucket })))) && {};
  },
  removal: (id) => `aws s3 rb --force s3://${id}`,
};

const notOurs = ({ arn, jobId }: Made): Failure =>
  new NotOurs(
    `${arn} does not have the tag ${testTag}=${jobId} of its restore, so it is not deleted; look at it in AWS`,
  );

/** What has no name of ours, and may be someone else's, is marked only if it is as young as its restore. */
const mustBeNew = ({ arn, jobId, startedAt }: Made, createdAt: Date | undefined): void => {
  if (createdAt !== undefined && createdAt >= startedAt) return;
  throw new NotOurs(
    `${arn} is not new, so it is not what restore job ${jobId} made; nothing was deleted; look at it in AWS`,
  );
};

const volume: Restorable = {
  naming: () => ({}),
  mark: async (made, context) => {
    const client = connect(EC2Client, context.awsConfig(made.region));
    const id = resourceIdOf(made.arn) ?? "";
    const { Volumes = [] } = await client.send(new DescribeVolumesCommand({ VolumeIds: [id] }));
    mustBeNew(made, Volumes[0]?.CreateTime);
    const Tags = [{ Key: testTag, Value: made.jobId }];
    await client.send(new CreateTagsCommand({ Resources: [id], Tags }));
  },
  remove: async (made, context) => {
    const client = connect(EC2Client, context.awsConfig(made.region));
    const VolumeId = resourceIdOf(made.arn) ?? "";
    const { Volumes = [] } = await client.send(new DescribeVolumesCommand({ VolumeIds: [VolumeId] }));
    const isMarked = Volumes[0]?.Tags?.some(({ Key, Value }) => Key === testTag && Value === made.jobId);
    if (!isMarked) throw notOurs(made);
    await client.send(new DeleteVolumeCommand({ VolumeId }));
    await waitUntilVolumeDeleted({ client, ...waiting(context) }, { VolumeIds: [VolumeId] });
  },
  find: async (VolumeId, { region, context }) => {
    const client = connect(EC2Client, context.awsConfig(region));
    const answer = await unlessMissing(client.send(new DescribeVolumesCommand({ VolumeIds: [VolumeId] })));
    const [volume] = answer?.Volumes ?? [];
    return volume && { jobId: tagIn(volume.Tags) };
  },
  removal: (id) => `aws ec2 delete-volume --volume-id ${id}`,
};

const fileSystem: Restorable = {
  naming: () => ({ newFileSystem: "true" }),
  mark: async (made, context) => {
    const client = connect(EFSClient, context.awsConfig(made.region));
    const id = resourceIdOf(made.arn) ?? "";
    const { FileSystems = [] } = await client.send(new DescribeFileSystemsCommand({ FileSystemId: id }));
    mustBeNew(made, FileSystems[0]?.CreationTime);
    const Tags = [{ Key: testTag, Value: made.jobId }];
    await client.send(new TagResourceCommand({ ResourceId: id, Tags }));
  },
  remove: async (made, context) => {
    const client = connect(EFSClient, context.awsConfig(made.region));
    const FileSystemId = resourceIdOf(made.arn) ?? "";
    const describe = () => client.send(new DescribeFileSystemsCommand({ FileSystemId }));
    const [found] = (await describe()).FileSystems ?? [];
    if (!found?.Tags?.some(({ Key, Value }) => Key === testTag && Value === made.jobId)) throw notOurs(made);
    await client.send(new DeleteFileSystemCommand({ FileSystemId }));
    // The SDK has no waiter for EFS.
    const isGone = async (): Promise<true | undefined> => {
      try {
        const { FileSystems = [] } = await describe();
        return FileSystems.length === 0 || undefined;
      } catch (error) {
        if (error instanceof FileSystemNotFound) return true;
        throw error;
      }
    };
    const { clock, signal } = context;
    const gone = await poll(isGone, {
      everySeconds: 5,
      timeoutSeconds: longestDeletionSeconds,
      clock,
      signal,
    });
    if (gone === undefined) throw new Failure(`${made.arn} is still being deleted; look at it in AWS`);
  },
  find: async (FileSystemId, { region, context }) => {
    const client = connect(EFSClient, context.awsConfig(region));
    const answer = await unlessMissing(client.send(new DescribeFileSystemsCommand({ FileSystemId })));
    const [system] = answer?.FileSystems ?? [];
    return system && { jobId: tagIn(system.Tags) };
  },
  removal: (id) => `aws efs delete-file-system --file-system-id ${id}`,
};

/** Resource types that a restore by this product can be checked of and deleted again, by AWS Backup's word. */
export const restorables: Readonly<Record<string, Restorable>> = {
  DynamoDB: table,
  EBS: volume,
  EFS: fileSystem,
  RDS: database,
  S3: bucket,
};
