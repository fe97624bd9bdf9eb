import { z } from "zod";
import { invalidParameter, invalidRequest } from "./errors";
import { parseBody } from "./wire/body";
import { type Route, route } from "./wire/route";

const preferenceSchema = z.record(z.string(), z.boolean()).optional();

const settingsSchema = z.object({
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

/** Which resource types AWS Backup protects in this Region, and which it fully manages; and what the organization allows. */
export const regionSettingsRoutes: readonly Route[] = [
  route("DescribeGlobalSettings", "GET /global-settings", ({ accountId, organizationOf }) => {
    const organization = organizationOf(accountId);
    // Inferred wording.
    if (organization === undefined) throw invalidRequest("The account is not a member of an organization.");
    return { GlobalSettings: { isCrossAccountBackupEnabled: String(organization.hasCrossAccountBackup) } };
  }),
  route("DescribeRegionSettings", "GET /account-settings", ({ store }) => ({
    ResourceTypeOptInPreference: Object.fromEntries(store.optIn),
    ResourceTypeManagementPreference: Object.fromEntries(store.management),
  })),
  route("UpdateRegionSettings", "PUT /account-settings", ({ store }, { body }) => {
    const settings = parseBody(settingsSchema, body);
    merge(store.optIn, settings.ResourceTypeOptInPreference ?? {}, "opt in");
    merge(store.management, settings.ResourceTypeManagementPreference ?? {}, "management");
  }),
];
