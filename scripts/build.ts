import { join } from "node:path";
import { writeBundle } from "../src/bundle";

const { startBytes, wholeBytes } = writeBundle(join(__dirname, ".."));
const kilobytes = (bytes: number): string => `${(bytes / 1024).toFixed(1)} KB`;
console.log(`build/handler: ${kilobytes(startBytes)} at start, ${kilobytes(wholeBytes)} in all`);
