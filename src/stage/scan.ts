import { z } from "zod";
import type { ResourceTypeWord } from "../../handler/model/resource";
import { expected } from "./problem";
import { bindingsProviderVersion, isAtLeast } from "./provider-version";

/** How a rule's recovery points are scanned for malware. (AWS Backup API Reference, ScanAction) */
export const scanMode = z.enum(["full", "incremental"], {
  error: expected('"full" or "incremental", or no scan at all', "incremental"),
});

/** (Amazon GuardDuty User Guide, Malware Protection for Backup) */
export const scannedTypes: readonly ResourceTypeWord[] = ["EBS", "EC2", "S3"];

type PlanRules = { readonly rules: readonly { readonly name?: string; readonly scan?: unknown }[] };

export const hasScan = ({ rules }: PlanRules): boolean => rules.some(({ scan }) => scan !== undefined);

/** The provider of the pinned bindings knows scans; of earlier ones that is not known. */
const firstProvider = bindingsProviderVersion;

/** What is wrong with a stage's scans for a version of the AWS provider, one line each, without the file's name. */
export const scanProblemsOf = (
  { vault }: { readonly vault?: { readonly plans: readonly PlanRules[] } | undefined },
  awsProviderVersion = bindingsProviderVersion,
): readonly string[] =>
  isAtLeast(awsProviderVersion, firstProvider)
    ? []
    : (vault?.plans ?? []).flatMap(({ rules }) =>
        rules.flatMap(({ name, scan }) =>
          scan === undefined
            ? []
            : [
                `vault: scan of rule ${name} needs at least version ${firstProvider} of the AWS provider, and this is ${awsProviderVersion}; set AWS_PROVIDER_VERSION=${firstProvider}.0 or later, or remove scan`,
              ],
        ),
      );
