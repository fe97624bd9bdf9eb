import { writeBundle } from "../../src/bundle";
import type { Context } from "../program/context";

const kilobytes = (bytes: number): string => `${(bytes / 1024).toFixed(1)} KB`;

/** Writes the notifier's bundle. */
export const build = async ({ projectDir, terminal }: Context): Promise<void> => {
  const { startBytes, wholeBytes } = writeBundle(projectDir);
  terminal.say(`build/handler: ${kilobytes(startBytes)} at start, ${kilobytes(wholeBytes)} in all`);
};
