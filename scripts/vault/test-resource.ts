/** What a stage can have to be backed up, as `--resource` and the stage file name it. */
export const testResourceNames = ["instance", "table"] as const;

export type TestResourceName = (typeof testResourceNames)[number];

export const isTestResource = (name: string): name is TestResourceName =>
  testResourceNames.some((known) => known === name);

/** Which of a stage's test resources an ARN is. */
export const testResourceIn = (arn: string): TestResourceName | undefined =>
  testResourceNames.find((name) => arn.split(":").slice(5).join(":").startsWith(`${name}/`));
