import type { JobType } from "../model/job-phase";
import type { Cause } from "./causes/cause";
import { copyCauses } from "./causes/copies";
import { encryptionCauses } from "./causes/encryption";
import { generalCauses } from "./causes/general";
import { permissionCauses } from "./causes/permissions";
import { quotaCauses } from "./causes/quotas";
import { resourceCauses } from "./causes/resources";
import { serviceFaultCauses } from "./causes/service-faults";
import { timeWindowCauses } from "./causes/time-windows";
import { vaultCauses } from "./causes/vaults";
import { volumeShadowCopyCauses } from "./causes/volume-shadow-copies";

/** A subject and its causes, in the order of the documentation. */
export type Subject = { readonly title: string; readonly causes: readonly Cause[] };

export const subjects: readonly Subject[] = [
  { title: "Permissions", causes: permissionCauses },
  { title: "Encryption", causes: encryptionCauses },
  { title: "Time windows and other jobs", causes: timeWindowCauses },
  { title: "Vaults and recovery points", causes: vaultCauses },
  { title: "Copies", causes: copyCauses },
  { title: "Resources", causes: resourceCauses },
  { title: "Windows VSS", causes: volumeShadowCopyCauses },
  { title: "Quotas", causes: quotaCauses },
  { title: "Faults inside AWS", causes: serviceFaultCauses },
  { title: "When nothing more specific is known", causes: generalCauses },
];

/** AWS's messages are far shorter. */
const maxReasonLength = 2000;

/** The known cause of an AWS Backup reason, if there is one. General causes come last. */
export const causeOf = (reason: string, jobType: JobType): Cause | undefined => {
  const text = reason.slice(0, maxReasonLength).replace(/\s+/g, " ");
  for (const { causes } of subjects) {
    const found = causes.find(({ jobTypes, pattern }) => jobTypes.includes(jobType) && pattern.test(text));
    if (found) return found;
  }
  return undefined;
};
