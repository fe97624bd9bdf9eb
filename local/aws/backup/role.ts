import { z } from "zod";

/** The role that AWS Backup assumes. */
export const roleArnSchema = z
  .string()
  .regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/\S+$/, "must be the ARN of an IAM role");
