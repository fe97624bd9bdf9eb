import { SsmParameter } from "@cdktf/provider-aws/lib/ssm-parameter";
import { Construct } from "constructs";
import { accountNamesParameterName } from "../outputs";
import { accountNameParametersOf } from "../stage/account-names";
import type { NamedStage } from "../stage/load";

/** The stage's account names, in parameters: the function's environment has no room for hundreds. They are no secrets. */
export class AccountNames extends Construct {
  /** At least one. */
  readonly parameterNames: readonly string[];

  constructor(scope: Construct, id: string, { name: stage, accountNames }: NamedStage) {
    super(scope, id);
    this.parameterNames = accountNameParametersOf(accountNames).map((value, index) => {
      const name = accountNamesParameterName(stage, index + 1);
      const description = "Names of AWS accounts by their ids, for messages";
      new SsmParameter(this, `${index + 1}`, { name, type: "String", value, description });
      return name;
    });
  }
}
