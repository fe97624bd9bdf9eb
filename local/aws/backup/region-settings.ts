import { z } from "zod";
import { invalidParameter } from "./errors";
import type { Service } from "./service";

const preferenceSchema = z.record(z.string(), z.boolean()).optional();

export const regionSettingsSchema = z.object({
  ResourceTypeOptInPreference: preferenceSchema,
  ResourceTypeManagementPreference: preferenceSchema,
});

const merge = (
  known: Map<string, boolean>,
  changes: Readonly<Record<string, boolean>>,
  what: string,
): void => {
  if (!Object.keys(changes).every((type) => known.has(type))) {
    throw invalidParameter(
      `Element present in resource type ${what} preference has invalid values. Please use describeRegionSettings API to know the supported resource types`,
    );
  }
  for (const [type, isOn] of Object.entries(changes)) known.set(type, isOn);
};

/** Changes which resource types AWS Backup protects in this Region, and which it fully manages. */
export const updateRegionSettings = (service: Service, body: z.infer<typeof regionSettingsSchema>): void => {
  const { optIn, management } = service.store;
  merge(optIn, body.ResourceTypeOptInPreference ?? {}, "opt in");
  merge(management, body.ResourceTypeManagementPreference ?? {}, "management");
};
