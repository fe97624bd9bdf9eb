/** How bad an event is. `neutral` is for events that need none, and for those that we cannot assess. */
export type Severity = "good" | "neutral" | "warning" | "danger";
