import { type Finding, ok, problem } from "../finding";

/** Checks that the credentials belong to the account in which the stage is deployed; absent where it is not. */
export const checkAccount = (callerAccountId: string, deployedIn: string | undefined): Finding =>
  deployedIn === undefined || callerAccountId === deployedIn
    ? ok(`account ${callerAccountId}`)
    : problem(
        `they belong to account ${callerAccountId}, but the stage is deployed in ${deployedIn}`,
        "choose other credentials with AWS_PROFILE",
      );
