/** How the AWS services say that something does not exist. (their API references, Errors) */
const names =
  /^(?:ResourceNotFoundException|NotFound|NotFoundException|NoSuchEntity(?:Exception)?|NoSuchBucket|NoSuchBucketPolicy|InvalidVolume\.NotFound|FileSystemNotFound|NoSuchKey|NoSuchLifecycleConfiguration|NoSuchPublicAccessBlockConfiguration|ServerSideEncryptionConfigurationNotFoundError|ParameterNotFound|DBInstanceNotFound(?:Fault)?|QueueDoesNotExist|AWS\.SimpleQueueService\.NonExistentQueue)$/;

/** The answer to a call; `undefined` where AWS says that what was asked for does not exist. */
export const unlessMissing = async <T>(call: Promise<T>): Promise<T | undefined> => {
  try {
    return await call;
  } catch (error) {
    if (error instanceof Error && names.test(error.name)) return undefined;
    throw error;
  }
};
