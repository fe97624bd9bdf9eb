/** The name by which routes refer to the stage's main channel. */
export const mainChannel = "main";

/** A channel's name is part of a parameter name and of a command line. */
export const isChannelName = (value: unknown): value is string =>
  typeof value === "string" && /^[a-z][a-z0-9-]{0,30}$/.test(value);
