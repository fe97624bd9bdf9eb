import { plannableStack } from "../../../verify/scan/plannable";

const stack = (runtime: string) =>
  JSON.stringify({
    data: { aws_backup_vault: { "existing-vault-a": { name: "team" } }, aws_partition: { home: {} } },
    resource: { aws_lambda_function: { notifier: { runtime, timeout: 30 } }, aws_vpc: { vpc: {} } },
    terraform: {
      backend: { local: { path: "../../../terraform.tfstate" } },
      required_providers: { aws: { version: "6.25.0" } },
    },
  });

test("the state of what is deployed is not read", () => {
  const { json } = plannableStack(stack("nodejs24.x"), "6.25.0");
  expect(JSON.parse(json)).toEqual({
    ...JSON.parse(stack("nodejs24.x")),
    terraform: { required_providers: { aws: { version: "6.25.0" } } },
  });
});

test("vaults that the stack only reads are listed", () => {
  expect(plannableStack(stack("nodejs24.x"), "6.25.0").vaultNames).toEqual(["team"]);
});

test("an older AWS provider plans an older runtime, with a note", () => {
  const { json, note } = plannableStack(stack("nodejs24.x"), "5.100.0");
  expect(JSON.parse(json).resource).toEqual({
    aws_lambda_function: { notifier: { runtime: "nodejs22.x", timeout: 30 } },
    aws_vpc: { vpc: {} },
  });
  expect(note).toBe("AWS provider 5.100.0 does not know nodejs24.x: the plan has nodejs22.x");
});

test.each([
  ["nodejs24.x", "6.25.0"],
  ["nodejs22.x", "5.100.0"],
])("the runtime %s stays as it is with AWS provider %s", (runtime, version) => {
  const { json, note } = plannableStack(stack(runtime), version);
  expect(JSON.parse(json).resource.aws_lambda_function.notifier.runtime).toBe(runtime);
  expect(note).toBeUndefined();
});
