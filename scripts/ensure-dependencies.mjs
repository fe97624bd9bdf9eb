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

/** Runs npm in this terminal, and returns whether it succeeded. */
const npm = (...args) =>
  spawnSync("npm", args, { stdio: ["ignore", "inherit", "inherit"], shell: process.platform === "win32" })
    .status === 0;

if (!installed) {
  console.error("Installing dependencies (once, about a minute) ...");
  // No package may run code while it is installed, except the next one.
  if (!npm("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")) {
    console.error("The dependencies could not be installed; see npm's output above.");
    process.exit(1);
  }
  // Every command of cdktf loads it. It brings binaries for some systems and versions of Node.js; elsewhere its script
  // downloads or builds one. The tests and the demo do without.
  const needsScript = "@cdktf/node-pty-prebuilt-multiarch";
  if (!npm("rebuild", needsScript, "--loglevel=error")) {
    console.error(
      `${needsScript} could not be built, so cdktf does not start here; use Node.js 20 or 22, or install a compiler and run \`npm rebuild ${needsScript}\``,
    );
  }
}
