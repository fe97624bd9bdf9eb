/**
 * Installs the dependencies where they are missing or older than the lockfile, so that `npm test` and
 * `npm run demo` work in a fresh clone. Plain JavaScript: it runs before anything is installed.
 */
import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 18)) {
  console.error(`Node ${process.versions.node} is too old: this project needs Node 20.18 or newer.`);
  process.exit(1);
}

// npm writes its own copy of the lockfile at the end of every install.
const installedAt = statSync("node_modules/.package-lock.json", { throwIfNoEntry: false })?.mtimeMs ?? 0;
const installed = installedAt >= statSync("package-lock.json").mtimeMs;

if (!installed) {
  console.error("Installing dependencies (once, about a minute) ...");
  // Install scripts are not needed: every package ships its binary prebuilt.
  const { status } = spawnSync(
    "npm",
    ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
    {
      stdio: ["ignore", "inherit", "inherit"],
      shell: process.platform === "win32",
    },
  );
  if (status !== 0) {
    console.error("The dependencies could not be installed; see npm's output above.");
    process.exit(1);
  }
}
