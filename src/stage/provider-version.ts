/** The AWS provider that the pinned bindings require. */
export const bindingsProviderVersion = "6.25";

/** Whether a version of the provider, such as `6.25.0`, is at least another, such as `6.25`. */
export const isAtLeast = (version: string, minimum: string): boolean => {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [minimumMajor = 0, minimumMinor = 0] = minimum.split(".").map(Number);
  return major > minimumMajor || (major === minimumMajor && minor >= minimumMinor);
};
