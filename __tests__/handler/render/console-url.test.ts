import {
  jobUrl,
  planUrl,
  recoveryPointUrl,
  resourceUrl,
  restoreTestingPlanUrl,
  vaultUrl,
} from "../../../handler/render/console-url";

describe("a console link", () => {
  test.each([
    ["eu-west-1", "https://eu-west-1.console.aws.amazon.com/backup/home?region=eu-west-1#"],
    ["ap-southeast-2", "https://ap-southeast-2.console.aws.amazon.com/backup/home?region=ap-southeast-2#"],
    ["us-gov-west-1", "https://us-gov-west-1.console.amazonaws-us-gov.com/backup/home?region=us-gov-west-1#"],
    ["eusc-de-east-1", "https://eusc-de-east-1.console.amazonaws-eusc.eu/backup/home?region=eusc-de-east-1#"],
    ["cn-north-1", "https://cn-north-1.console.amazonaws.cn/backup/home?region=cn-north-1#"],
  ])("of %s opens its partition's console", (region, base) => {
    expect(vaultUrl(region, "main")).toBe(`${base}/backupvaults/details/main`);
    expect(jobUrl(region, "backup", "A-1")).toBe(`${base}/jobs/backup/A-1`);
    expect(jobUrl(region, "copy", "A-1")).toBe(`${base}/jobs/copy/details/A-1`);
    expect(jobUrl(region, "restore", "A-1")).toBe(`${base}/jobs/restore/details/A-1`);
    expect(planUrl(region, "p-1")).toBe(`${base}/backupplan/details/p-1`);
    expect(restoreTestingPlanUrl(region, "weekly")).toBe(`${base}/restoretesting/details/weekly`);
    const arn = `arn:aws:backup:${region}:111122223333:recovery-point:a-1`;
    expect(recoveryPointUrl(region, "main", arn)).toBe(
      `${base}/backupvaults/details/main/${encodeURIComponent(arn)}`,
    );
    const bucket = { resourceArn: "arn:aws:s3:::invoices" };
    expect(resourceUrl(region, bucket)).toBe(
      `${base.replace(/backup\/home.*/, "")}s3/buckets/invoices?region=${region}`,
    );
  });

  test.each([
    undefined,
    "",
    "us-iso-east-1",
    "us-isob-east-1",
    "eu-isoe-west-1",
    "evil.example/",
    "eu-west-1.evil",
    "EU-WEST-1",
    "a\n",
  ])("is left out where the Region is %p", (region) => {
    expect(vaultUrl(region, "main")).toBeUndefined();
    expect(jobUrl(region, "backup", "A-1")).toBeUndefined();
    expect(recoveryPointUrl(region, "main", "a")).toBeUndefined();
    expect(resourceUrl(region, { resourceArn: "arn:aws:s3:::a" })).toBeUndefined();
  });

  test("is left out if the Region is longer than a host name's label: Slack would refuse the whole message", () => {
    const middle = "x".repeat(58);
    expect(vaultUrl(`eu-${middle}-1`, "main")).toContain(`.console.aws.amazon.com/`);
    expect(vaultUrl(`eu-x${middle}-1`, "main")).toBeUndefined();
    expect(vaultUrl(`us-gov-${middle}-1`, "main")).toBeUndefined();
    expect(vaultUrl(`eu${"-x".repeat(1000)}-1`, "main")).toBeUndefined();
  });

  test("encodes any IDs and names, and is left out if one is too long for Slack", () => {
    expect(vaultUrl("eu-west-1", "a/b?c#d|<e>\ud83d")).toMatch(/details\/a%2Fb%3Fc%23d%7C%3Ce%3E$/);
    expect(vaultUrl("eu-west-1", "😀".repeat(500))).toBeUndefined();
  });
});
