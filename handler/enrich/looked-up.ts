import type { BackupEvent } from "../model/event";

/** The event with its history if there is one, or why asking failed. */
export type LookedUp = { readonly event: BackupEvent; readonly historyProblem?: string };
