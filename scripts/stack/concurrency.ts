import {
  GetAccountSettingsCommand,
  GetFunctionConcurrencyCommand,
  LambdaClient,
} from "@aws-sdk/client-lambda";
import { connect } from "../aws/client";
import { unlessMissing } from "../aws/missing";
import type { Context } from "../program/context";
import { explain } from "../program/explain";
import { Failure } from "../program/failure";
import type { Target } from "./commands";
import type { Reservation, SynthesizedStack } from "./synthesized-stack";

/** Lambda keeps so many for functions without a reservation. (Lambda Developer Guide, Configuring reserved concurrency) */
const leastUnreserved = 100;

/** Why Lambda would refuse a reservation; nothing where it has room. Throws where AWS does not say. */
const shortageOf = async (
  { functionName: FunctionName, count }: Reservation,
  lambda: LambdaClient,
): Promise<string | undefined> => {
  // Without a reservation, Lambda leaves the number out. (Lambda API reference, GetFunctionConcurrency)
  const own = await unlessMissing(lambda.send(new GetFunctionConcurrencyCommand({ FunctionName })));
  const more = count - (own?.ReservedConcurrentExecutions ?? 0);
  if (more <= 0) return undefined;
  const { AccountLimit } = await lambda.send(new GetAccountSettingsCommand({}));
  const unreserved = AccountLimit?.UnreservedConcurrentExecutions;
  if (unreserved === undefined) throw new Error("Lambda did not say how much concurrency is unreserved");
  return unreserved - more >= leastUnreserved
    ? undefined
    : `${unreserved} concurrent executions are not reserved yet, and Lambda keeps ${leastUnreserved} of them for other functions`;
};

/**
 * Asks AWS whether the account has room for the concurrency that the stage reserves. Where AWS does not say, that is said,
 * and the deployment goes on: at worst Lambda refuses the reservation.
 * @throws Failure where it has no room
 */
export const checkConcurrency = async (
  { reservation, delivery }: Pick<SynthesizedStack, "reservation" | "delivery">,
  { stage, region }: Target,
  { awsConfig, terminal }: Context,
): Promise<void> => {
  if (reservation === undefined) return;
  const wanted = `reserve ${reservation.count} for the notifier`;
  const shortage = await shortageOf(reservation, connect(LambdaClient, awsConfig(region))).catch(
    (error: unknown) => {
      terminal.warn(
        `It could not be checked whether the account has the concurrency to ${wanted}: ${explain(error)}.`,
      );
      return undefined;
    },
  );
  if (shortage === undefined) return;
  const queue = delivery === "direct" ? ', or delivery to "queue",' : "";
  throw new Failure(
    `the account has no room to ${wanted}${region === undefined ? "" : ` in ${region}`}: ${shortage}; set notifier.reservedConcurrency to false${queue} in stages/${stage}.ts, or ask AWS for a higher quota`,
  );
};
