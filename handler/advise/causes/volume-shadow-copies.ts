import { type Cause, onDashboards } from "./cause";

/**
 * Windows Volume Shadow Copy Service (VSS). If it fails, the backup is a regular one, as after a power failure.
 * (AWS Backup Developer Guide, Windows VSS backups)
 */
export const volumeShadowCopyCauses: readonly Cause[] = [
  {
    id: "vss-agent-unwell",
    pattern: /\bvss backup attempt failed because either instance or ssm agent has invalid state\b/i,
    jobTypes: ["backup"],
    means:
      "The SSM Agent of the Windows instance did not respond, so the backup is not application-consistent.",
    next: "Check that the instance is running, that its SSM Agent is online, and that its instance profile has `AWSEC2VssSnapshotPolicy`.",
    example:
      "Windows VSS Backup attempt failed because either Instance or SSM Agent has invalid state or insufficient privileges.",
    source: onDashboards,
  },
  {
    id: "vss-privileges",
    pattern: /\bvss backup attempt failed because of insufficient privileges\b/i,
    jobTypes: ["backup"],
    means:
      "The Windows instance is not allowed to create its own snapshots, so the backup is not application-consistent.",
    next: "Attach `AWSEC2VssSnapshotPolicy` and `AmazonSSMManagedInstanceCore` to the instance's role.",
    example: "Windows VSS Backup attempt failed because of insufficient privileges to perform this operation",
    source: onDashboards,
  },
  {
    id: "vss-agent-missing",
    pattern: /\bec2-vss-agent\.exe is not installed\b/i,
    jobTypes: ["backup"],
    means: "The Windows instance lacks the VSS components, so the backup is not application-consistent.",
    next: "Install the Systems Manager package `AwsVssComponents` on the instance.",
    example: "Windows VSS Backup attempt failed because ec2-vss-agent.exe is not installed in the Instance",
    source: onDashboards,
  },
  {
    id: "vss-timeout",
    pattern: /\btimeout on vss enabled snapshot creation\b/i,
    jobTypes: ["backup"],
    means: "Windows could not pause its writes long enough, so the backup is not application-consistent.",
    next: "Back up at a quieter time, and run `vssadmin list writers` on the instance to find the writer that failed.",
    example: "Windows VSS Backup attempt failed because of timeout on VSS enabled snapshot creation",
    source: onDashboards,
  },
  {
    id: "vss-windows-too-old",
    pattern: /\bunsupported windows server version\b/i,
    jobTypes: ["backup"],
    means:
      "This version of Windows Server is too old for VSS backups, so the backup is not application-consistent.",
    next: "Upgrade to Windows Server 2012 or later, or turn off VSS in this instance's rule.",
    example:
      "Windows VSS Backup attempt failed because of unsupported Windows Server version. Supported Versions are Windows Server 2012 or later.",
    source: onDashboards,
  },
  {
    id: "vss-fell-back",
    pattern: /\bvss backup job error encountered, trying for regular backup\b/i,
    jobTypes: ["backup"],
    means:
      "VSS failed, so this backup is only crash-consistent: it lacks what Windows had not yet written to disk.",
    next: "Open the job to see the VSS error; instance sizes micro and smaller are not supported.",
    example: "Windows VSS Backup Job Error encountered, trying for regular backup",
    source: onDashboards,
  },
];
