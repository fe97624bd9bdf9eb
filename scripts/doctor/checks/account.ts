import { type Finding, ok, problem } from "../finding";

/** Judges whether the credentials belong to the account that the stage is deployed in; absent where it is not. */
export const judgeAccount = (callerAccountId: string, deployedIn: string | undefined): Finding =>
  deployedIn === undefined || callerAccountId === deployedIn
    ? ok(`account ${callerAccountId}`)
    : problem(
        `they belong to account ${callerAccountId}, and the stage is deployed in ${deployedIn}`,
        "choose others with AWS_PROFILE",
      );
