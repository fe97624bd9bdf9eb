/** The errors that AWS Backup returns. (AWS Backup API Reference; AWS common errors) */
export type BackupErrorName =
  | "AccessDeniedException"
  | "AlreadyExistsException"
  | "IncompleteSignatureException"
  | "InvalidParameterValueException"
  | "InvalidRequestException"
  | "InvalidResourceStateException"
  | "InvalidSignatureException"
  | "LimitExceededException"
  | "MissingAuthenticationTokenException"
  | "MissingParameterValueException"
  | "ResourceNotFoundException"
  | "SerializationException"
  | "ServiceUnavailableException"
  | "ThrottlingException"
  | "UnknownOperationException";

type Extras = {
  /** AWS Backup's own number, such as `ERROR_9101`; the error's name where none is known. */
  readonly code?: string;
  /** AWS's `Context`, a string. */
  readonly context?: string;
  /** Of AlreadyExistsException: what exists. */
  readonly arn?: string;
  readonly creatorRequestId?: string | undefined;
};

const statusOf = (name: BackupErrorName): number => {
  switch (name) {
    case "AccessDeniedException":
    case "IncompleteSignatureException":
    case "InvalidSignatureException":
    case "MissingAuthenticationTokenException":
      return 403;
    case "UnknownOperationException":
      return 404;
    case "ServiceUnavailableException":
      return 500;
    default:
      return 400; // AWS Backup returns 400 even for what is not found.
  }
};

/** An error of AWS Backup: status, header and body follow from it. */
export class BackupError extends Error {
  override readonly name: BackupErrorName;
  readonly status: number;
  readonly extras: Extras;

  constructor(name: BackupErrorName, message: string, extras: Extras = {}, status: number = statusOf(name)) {
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
