/** What becomes of a kind of message where no route of the stage says otherwise. */
export type DefaultRouting = { readonly post: boolean };

/**
 * Kinds that are logged, not posted. Each is a step on the way to something that is posted, or goes on all day and
 * tells of nothing that anybody would do something about.
 */
const quiet: ReadonlySet<string> = new Set([
  // The job's end is posted, whichever it is.
  "backup.started",
  "copy.started",
  "restore.started",
  // The job that made the recovery point has told of it.
  "recovery-point.creating",
  "recovery-point.available",
  "recovery-point.completed",
  // But recovery-point.deleted is posted: AWS does not promise to mark every manual deletion as manual.
  "recovery-point.deleting",
  "recovery-point-index.pending",
  "recovery-point-index.active",
  "recovery-point-index.completed",
  "recovery-point-index.deleting",
  "recovery-point-index.deleted",
  // The scan's end is posted if it found something or did not end well.
  "malware-scan.created",
  "malware-scan.running",
  "malware-scan.no-threats-found",
]);

/** The default of a kind of message: `backup.failed`, `recovery-point.creating`. Nobody is mentioned by default. */
export const defaultOf = (kind: string): DefaultRouting => ({ post: !quiet.has(kind) });
