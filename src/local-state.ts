import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";
import { parseArn } from "../handler/model/arn";

/** What a state says of its place. (Terraform, state format version 4) */
const stateSchema = z.object({
  outputs: z.object({ region: z.object({ value: z.string() }).optional() }).optional(),
  resources: z
    .array(
      z.object({
        mode: z.string(),
        instances: z.array(z.object({ attributes: z.object({ arn: z.string().nullish() }).optional() })),
      }),
    )
    .optional(),
});

/** The Region in the ARNs of what a stopped deployment made: Terraform writes outputs at its end. */
const regionOfResources = ({ resources = [] }: z.output<typeof stateSchema>): string | undefined =>
  resources
    .filter(({ mode }) => mode === "managed")
    .flatMap(({ instances }) =>
      instances.map(({ attributes }) => parseArn(attributes?.arn ?? undefined)?.region),
    )
    .find((region) => region !== undefined);

/** The Region in which a local state file says that its stage is deployed, wholly or in part; absent where it does not say. */
export const deployedRegionOf = (file: string): string | undefined => {
  if (!existsSync(file)) return undefined;
  try {
    const { data } = stateSchema.safeParse(JSON.parse(readFileSync(file, "utf8")));
    return data && (data.outputs?.region?.value ?? regionOfResources(data));
  } catch {
    // Terraform says better what is wrong with its file.
    return undefined;
  }
};
