import { statSync } from "node:fs";
import { join } from "node:path";
import { bundleHandler } from "../src/bundle";

const file = join(bundleHandler(join(__dirname, "..")), "index.mjs");
console.log(`build/handler/index.mjs: ${(statSync(file).size / 1000).toFixed(1)} kB`);
