import { spawnSync } from "node:child_process";
import { resolve } from "node:path";

test("without Terraform the run says what it prepares, and ends with one sentence", () => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--import", "tsx", "e2e/main.ts", "e2e", "--prepare"],
    {
      cwd: resolve(__dirname, "../.."),
      encoding: "utf8",
      env: { PATH: process.env["PATH"], TERRAFORM_BINARY_NAME: "no-such-terraform" },
    },
  );
  expect({ status, stdout }).toEqual({ status: 1, stdout: "Preparing Terraform and its providers ...\n" });
  expect(stderr).toBe(
    "Error: no-such-terraform was not found or does not print its version; install Terraform 1.5 or newer, or set TERRAFORM_BINARY_NAME to another program\n",
  );
});
