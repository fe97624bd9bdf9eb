/** A plan's name from `arn:...:restore-testing-plan:<name>-<uuid>`. Names have no hyphens. (AWS Backup API Reference) */
export const planNameOf = (arn: string | undefined): string | undefined =>
  /:restore-testing-plan:([A-Za-z0-9_]+)-[^:]+$/.exec(arn ?? "")?.[1];
