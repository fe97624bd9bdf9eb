import { regionSettingsSchema, updateRegionSettings } from "../region-settings";
import { parseBody } from "../wire/body";
import type { Route } from "../wire/route";

export const regionSettingsRoutes: readonly Route[] = [
  {
    operation: "DescribeRegionSettings",
    request: "GET /account-settings",
    answer: ({ store }) => ({
      ResourceTypeOptInPreference: Object.fromEntries(store.optIn),
      ResourceTypeManagementPreference: Object.fromEntries(store.management),
    }),
  },
  {
    operation: "UpdateRegionSettings",
    request: "PUT /account-settings",
    answer: (service, { body }) => updateRegionSettings(service, parseBody(regionSettingsSchema, body)),
  },
];
