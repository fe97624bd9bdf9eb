import { parseArn, resourceIdOf, resourceTypeOf, vaultNameOf } from "../../handler/arn";

describe("an ARN", () => {
  test.each([
    ["arn:aws:ec2:eu-west-1:111122223333:instance/i-0a1b", "i-0a1b", "EC2"],
    ["arn:aws:ec2:eu-west-1:111122223333:volume/vol-0a1b", "vol-0a1b", "EBS"],
    ["arn:aws:ec2:eu-west-1::image/ami-0a1b", "ami-0a1b", undefined],
    ["arn:aws:dynamodb:eu-west-1:111122223333:table/orders", "orders", "DynamoDB"],
    ["arn:aws:rds:eu-west-1:111122223333:db:orders-db", "orders-db", "RDS"],
    ["arn:aws:rds:eu-west-1:111122223333:cluster:orders", "orders", "Aurora"],
    ["arn:aws:elasticfilesystem:eu-west-1:111122223333:file-system/fs-1", "fs-1", "EFS"],
    ["arn:aws:fsx:eu-west-1:111122223333:file-system/fs-2", "fs-2", "FSx"],
    ["arn:aws:s3:::invoices.example.com", "invoices.example.com", "S3"],
    ["arn:aws:redshift:eu-west-1:111122223333:cluster:dwh", "dwh", "Redshift"],
    [
      "arn:aws:storagegateway:eu-west-1:111122223333:gateway/sgw-1/volume/vol-1",
      "sgw-1/volume/vol-1",
      "Storage Gateway",
    ],
    ["arn:aws:backup-gateway:eu-west-1:111122223333:vm/vm-1", "vm-1", "VirtualMachine"],
    ["arn:aws:cloudformation:eu-west-1:111122223333:stack/app/1-2", "app/1-2", "CloudFormation"],
    ["arn:aws:timestream:eu-west-1:111122223333:database/db/table/t", "db/table/t", "Timestream"],
    ["arn:aws:eks:eu-west-1:111122223333:cluster/web", "web", "EKS"],
    ["arn:aws:backup:eu-west-1:111122223333:recovery-point:abcd-12", "abcd-12", undefined],
    ["arn:aws-us-gov:s3:::a", "a", "S3"],
  ])("%s names %s, of type %s", (arn, id, type) => {
    expect(resourceIdOf(arn)).toBe(id);
    expect(resourceTypeOf(arn)).toBe(type);
  });

  test.each([undefined, "", "arn", "arn:aws:s3", "arn:aws:s3:::", "urn:aws:s3:::a", "not an arn"])(
    "is not found in %p",
    (text) => {
      expect(parseArn(text)).toBeUndefined();
      expect(resourceIdOf(text)).toBeUndefined();
      expect(resourceTypeOf(text)).toBeUndefined();
      expect(vaultNameOf(text)).toBeUndefined();
    },
  );

  test("leaves out an empty Region and account", () => {
    expect(parseArn("arn:aws:s3:::a")).toEqual({ partition: "aws", service: "s3", resource: "a" });
  });

  test("of a vault tells the vault's name, of anything else nothing", () => {
    expect(vaultNameOf("arn:aws:backup:eu-west-1:111122223333:backup-vault:main")).toBe("main");
    expect(vaultNameOf("arn:aws:backup:eu-west-1:111122223333:recovery-point:main")).toBeUndefined();
  });
});
