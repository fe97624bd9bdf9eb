import { parseArn, vaultNameOf } from "../../../handler/model/arn";

describe("an ARN", () => {
  test.each([undefined, "", "arn", "arn:aws:s3", "arn:aws:s3:::", "urn:aws:s3:::a", "not an arn"])(
    "is not found in %p",
    (text) => {
      expect(parseArn(text)).toBeUndefined();
      expect(vaultNameOf(text)).toBeUndefined();
    },
  );

  test("leaves out an empty Region and account", () => {
    expect(parseArn("arn:aws:s3:::a")).toEqual({ partition: "aws", service: "s3", resource: "a" });
  });

  test("of a vault returns the vault's name, for anything else nothing", () => {
    expect(vaultNameOf("arn:aws:backup:eu-west-1:111122223333:backup-vault:main")).toBe("main");
    expect(vaultNameOf("arn:aws:backup:eu-west-1:111122223333:recovery-point:main")).toBeUndefined();
  });
});
