import { parseArn } from "../../handler/model/arn";

/** What a stage can have to be backed up, as `--resource` and the stage file name it, with the form of its ARN. */
const forms = {
  instance: /^ec2:instance\//,
  table: /^dynamodb:table\//,
  volume: /^ec2:volume\//,
  database: /^rds:db:/,
  fileSystem: /^elasticfilesystem:file-system\//,
  bucket: /^s3:/,
} as const satisfies Readonly<Record<string, RegExp>>;

export type TestResourceName = keyof typeof forms;

export const isTestResource = (name: string): name is TestResourceName => Object.hasOwn(forms, name);

export const testResourceNames: readonly TestResourceName[] = Object.keys(forms).filter(isTestResource);

/** Which of a stage's test resources an ARN is. */
export const testResourceIn = (arn: string): TestResourceName | undefined => {
  const { service, resource } = parseArn(arn) ?? {};
  return testResourceNames.find((name) => forms[name].test(`${service}:${resource}`));
};
