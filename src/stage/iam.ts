import type { z } from "zod";
import { named, object } from "./field";
import { shown } from "./problem";

const examplePath = "/backups/";
const exampleBoundary = "arn:aws:iam::111122223333:policy/boundary";

/** Beginnings of paths that only AWS's own roles have. (IAM User Guide, IAM identifiers; AWS reserved SSO roles) */
const reservedPath = /^\/aws-(?:service-role|reserved)\//;

const rolePath = named(
  /^\/(?:[A-Za-z0-9+=,.@_-]+\/)*$/,
  "a path of IAM that begins and ends with /: letters, digits and +=,.@_- between them",
  examplePath,
)
  .max(512, { error: "expected a path of at most 512 characters, IAM's limit" })
  .refine((path) => !reservedPath.test(path), {
    error: ({ input }) => `${shown(input)} is reserved for AWS's own roles; example: "${examplePath}"`,
  });

/** A customer's policy, or one of AWS's. (IAM API Reference, CreateRole) */
const boundaryArn = named(
  /^arn:aws[a-z-]*:iam::(?:\d{12}|aws):policy\/(?:[A-Za-z0-9+=,.@_-]+\/)*[A-Za-z0-9+=,.@_-]{1,128}$/,
  "the ARN of an IAM policy",
  exampleBoundary,
);

/** What an organization prescribes for all IAM roles. */
export const iam = object(
  {
    /** ARN of the policy that limits every role of the stack, where an organization requires one. Default: none. */
    permissionsBoundaryArn: boundaryArn.optional(),
    /** The path of every role and of the instance profile, `/backups/`. A changed path replaces the roles. Default: `/`. */
    path: rolePath.optional(),
  },
  { path: examplePath },
);

export type IamSettings = z.output<typeof iam>;
