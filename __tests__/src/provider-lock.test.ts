import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { copyProviderLock } from "../../src/provider-lock";

let project: string;
let stack: string;

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), "provider-lock-"));
  stack = join(project, "stack");
  mkdirSync(stack);
});

afterEach(() => rmSync(project, { recursive: true, force: true }));

test("a stack gets the lock file of the project, over an older one", () => {
  writeFileSync(join(project, ".terraform.lock.hcl"), "committed");
  writeFileSync(join(stack, ".terraform.lock.hcl"), "older");
  copyProviderLock(project, stack);
  expect(readFileSync(join(stack, ".terraform.lock.hcl"), "utf8")).toBe("committed");
});

test("without one, Terraform makes it", () => {
  copyProviderLock(project, stack);
  expect(readdirSync(stack)).toEqual([]);
});
