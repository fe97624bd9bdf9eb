import { wrongUsage } from "./failure";

/**
 * Reads the value of `--port`; 0 finds a free one.
 * @throws Failure (exit code 2) that says what is allowed.
 */
export const readPort = (text: string): number => {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw wrongUsage(`--port is "${text}"; allowed is a number from 0 to 65535, such as 8080`);
};
