import type { IncomingHttpHeaders } from "node:http";
import { BackupError } from "../errors";

const headerPattern =
  /^AWS4-HMAC-SHA256 Credential=([^/\s,]+)\/(\d{8})\/([^/\s,]+)\/([^/\s,]+)\/aws4_request, ?SignedHeaders=([^,\s]+), ?Signature=([0-9a-f]{64})$/;

/** Who calls, and in which Region. */
export type Scope = { readonly accessKeyId: string; readonly region: string };

/**
 * The access key of the caller, and the Region. Presence, form and scope of the signature are checked, not the signature itself: a
 * stand-in knows no secret keys. (AWS IAM User Guide, Signature Version 4; AWS common errors)
 */
export const scopeOf = (headers: IncomingHttpHeaders, regions: ReadonlyMap<string, unknown>): Scope => {
  const { authorization } = headers;
  if (authorization === undefined) {
    throw new BackupError("MissingAuthenticationTokenException", "Missing Authentication Token");
  }
  const match = headerPattern.exec(authorization);
  if (match === null || headers["x-amz-date"] === undefined) {
    throw new BackupError(
      "IncompleteSignatureException",
      "Authorization header requires 'Credential', 'SignedHeaders' and 'Signature' parameters, and an 'X-Amz-Date' header beside it.",
    );
  }
  const [, accessKeyId = "", , region = "", scopeService] = match;
  if (scopeService !== "backup") {
    throw new BackupError(
      "InvalidSignatureException",
      "Credential should be scoped to correct service: 'backup'.",
    );
  }
  if (!regions.has(region)) {
    throw new BackupError(
      "InvalidSignatureException",
      `Credential should be scoped to a valid Region, not '${region}'.`,
    );
  }
  return { accessKeyId, region };
};
