import { all, only, synthesize, vaultStage } from "../fixtures/stack";

const everyRole = { ...vaultStage, testWorkload: {} };

test("every role gets the permissions boundary and the path, and the instance profile the path", () => {
  const permissionsBoundaryArn = "arn:aws:iam::111122223333:policy/boundary";
  const stack = synthesize({ ...everyRole, iam: { permissionsBoundaryArn, path: "/backups/" } });
  const roles = all(stack, "aws_iam_role");
  expect(roles).toHaveLength(4);
  for (const role of roles) {
    expect(role).toMatchObject({ path: "/backups/", permissions_boundary: permissionsBoundaryArn });
  }
  expect(only(stack, "aws_iam_instance_profile")["path"]).toBe("/backups/");
});

test("without settings, IAM's defaults stay", () => {
  for (const role of all(synthesize(everyRole), "aws_iam_role")) {
    expect(Object.keys(role)).not.toEqual(expect.arrayContaining(["path"]));
    expect(Object.keys(role)).not.toEqual(expect.arrayContaining(["permissions_boundary"]));
  }
});

test.each([
  [{}, ["arm64"]],
  [{ architecture: "x86_64" } as const, ["x86_64"]],
])("the notifier with %j runs on %j", (notifier, architectures) => {
  expect(only(synthesize({ ...vaultStage, notifier }), "aws_lambda_function")["architectures"]).toEqual(
    architectures,
  );
});

test("with FIPS endpoints, Terraform and the notifier use them", () => {
  const variablesIn = (stack: ReturnType<typeof synthesize>) =>
    JSON.stringify(only(stack, "aws_lambda_function")["environment"]);
  const [fips, without] = [synthesize(vaultStage, { usesFips: true }), synthesize(vaultStage)];
  expect(fips.provider["aws"]?.[0]).toMatchObject({ use_fips_endpoint: true });
  expect(variablesIn(fips)).toContain('"AWS_USE_FIPS_ENDPOINT":"true"');
  expect(Object.keys(without.provider["aws"]?.[0] ?? {})).not.toContain("use_fips_endpoint");
  expect(variablesIn(without)).not.toContain("FIPS");
});

test("a test instance in an existing subnet gets a closed group and no public address, and nothing else is made", () => {
  const subnetId = "subnet-0123456789abcdef0";
  const stack = synthesize({ ...vaultStage, testWorkload: { subnetId } });
  expect(Object.values(stack.data["aws_subnet"] ?? {})).toMatchObject([{ id: subnetId }]);
  expect(only(stack, "aws_security_group")).not.toHaveProperty("egress");
  expect(only(stack, "aws_instance")).toMatchObject({ associate_public_ip_address: false });
  for (const type of ["aws_vpc", "aws_subnet", "aws_flow_log", "aws_default_security_group"]) {
    expect(all(stack, type)).toEqual([]);
  }
  expect(only(stack, "aws_kms_key")["policy"]).not.toContain("vpc-flow-logs");
});

test("a test table is encrypted with the stage's key, selected by tag, and makes no instance or network", () => {
  const stack = synthesize({ ...vaultStage, testWorkload: { table: true } });
  for (const type of ["aws_instance", "aws_vpc", "aws_flow_log"]) expect(all(stack, type)).toEqual([]);
  const table = all(stack, "aws_dynamodb_table").find(({ name }) => String(name).endsWith("-test-table"));
  expect(table).toMatchObject({
    server_side_encryption: { enabled: true, kms_key_arn: expect.stringMatching(/^\$\{aws_kms_key\./) },
    tags: { backup: "daily" },
  });
});
