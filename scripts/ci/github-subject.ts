import { quoted } from "../program/credential";
import { wrongUsage } from "../program/failure";

/** A repository on GitHub, as its workflows' tokens name it. */
export type Repository = {
  /** `owner/name`. */
  readonly name: string;
  /** `owner-id/repository-id`; absent where the operator gave none. */
  readonly ids?: string;
};

/**
 * Reads the names of a repository and, where given, its numbers.
 * @throws Failure (exit code 2) that says what is allowed.
 */
export const readRepository = (name: string | undefined, ids: string | undefined): Repository => {
  if (name === undefined || !/^[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\/[A-Za-z0-9._-]+$/.test(name)) {
    throw wrongUsage(
      `--repository is ${name === undefined ? "missing" : quoted(name)}; allowed is a repository on GitHub, such as --repository example/backups`,
    );
  }
  if (ids === undefined) return { name };
  if (/^\d+\/\d+$/.test(ids)) return { name, ids };
  throw wrongUsage(
    `--repository-ids is ${quoted(ids)}; allowed are the numbers of owner and repository, such as --repository-ids 1234/5678, as \`gh api repos/${name} --jq '"\\(.owner.id)/\\(.id)"'\` prints them`,
  );
};

/**
 * The subjects of a repository's tokens for one use, such as `pull_request` or `environment:production`, in both forms: since
 * 2026-07-15 new, renamed and transferred repositories have their numbers in it. (GitHub Docs, OpenID Connect reference)
 */
export const subjectsOf = ({ name, ids }: Repository, use: string): readonly string[] => {
  const [owner, repository] = name.split("/");
  const [ownerId, repositoryId] = ids?.split("/") ?? [];
  return [
    `repo:${name}:${use}`,
    ...(ids === undefined ? [] : [`repo:${owner}@${ownerId}/${repository}@${repositoryId}:${use}`]),
  ];
};

const issuer = "token.actions.githubusercontent.com";

/** Lets workflows with one of these subjects assume a role. (GitHub Docs, Configuring OpenID Connect in AWS) */
export const trustPolicyFor = (
  subjects: readonly string[],
  { partition, accountId }: { readonly partition: string; readonly accountId: string },
): string =>
  JSON.stringify(
    {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Federated: `arn:${partition}:iam::${accountId}:oidc-provider/${issuer}` },
          Action: "sts:AssumeRoleWithWebIdentity",
          Condition: {
            StringEquals: { [`${issuer}:aud`]: "sts.amazonaws.com", [`${issuer}:sub`]: subjects },
          },
        },
      ],
    },
    null,
    2,
  );
