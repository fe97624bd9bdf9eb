/** What AWS does not answer for now: everything is throttled, or operations are denied, by `nameOf`. */
export type Mood = { isThrottling: boolean; readonly denied: Set<string> };
