/** The errors that AWS Backup returns here, with their statuses. (AWS Backup API Reference; AWS common errors) */
const statuses = {
  AccessDeniedException: 403,
  AlreadyExistsException: 400,
  IncompleteSignatureException: 403,
  InvalidParameterValueException: 400,
  InvalidRequestException: 400,
  InvalidResourceStateException: 400,
  InvalidSignatureException: 403,
  MissingAuthenticationTokenException: 403,
  MissingParameterValueException: 400,
  ResourceNotFoundException: 400, // Not 404.
  SerializationException: 400,
  ThrottlingException: 400, // AWS Backup's reference does not list it; AWS's common errors do.
  UnknownOperationException: 404,
  UnrecognizedClientException: 403,
} as const;

export type BackupErrorName = keyof typeof statuses;

type Extras = {
  /** AWS Backup's own number, such as `ERROR_9101`; the error's name where none is known. */
  readonly code?: string;
  /** AWS's `Context`, a string. */
  readonly context?: string;
  /** Of AlreadyExistsException: what exists. */
  readonly arn?: string;
  readonly creatorRequestId?: string | undefined;
};

/** An error of AWS Backup: status, header and body follow from it. */
export class BackupError extends Error {
  override readonly name: BackupErrorName;
  readonly status: number;
  readonly extras: Extras;

  constructor(name: BackupErrorName, message: string, extras: Extras = {}, status: number = statuses[name]) {
    super(message);
    this.name = name;
    this.status = status;
    this.extras = extras;
  }

  /** The body. AWS Backup leaves `Type` empty. */
  toBody(): Record<string, unknown> {
    const { code, context, arn, creatorRequestId } = this.extras;
    return {
      Code: code ?? this.name,
      Message: this.message,
      Type: null,
      Context: context ?? null,
      ...(arn !== undefined && { Arn: arn, CreatorRequestId: creatorRequestId ?? null }),
    };
  }
}

export const invalidParameter = (message: string, extras?: Extras): BackupError =>
  new BackupError("InvalidParameterValueException", message, extras);

export const missingParameter = (message: string, extras?: Extras): BackupError =>
  new BackupError("MissingParameterValueException", message, extras);

export const invalidRequest = (message: string, extras?: Extras): BackupError =>
  new BackupError("InvalidRequestException", message, extras);

export const notFound = (message: string): BackupError =>
  new BackupError("ResourceNotFoundException", message);

/** The value that was looked up. @throws BackupError where there is none. */
export const found = <Value>(value: Value | undefined, message: string): Value => {
  if (value === undefined) throw notFound(message);
  return value;
};
