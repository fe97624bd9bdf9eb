import type { StackOutputs } from "../../src/outputs";
import { type CheckResult, check, runCheck, runChecks } from "../doctor/check";
import { checksOf } from "../doctor/checks";
import { checkAccount } from "../doctor/checks/account";
import { checkDeployment } from "../doctor/checks/stack";
import { countOf, linesOf, summaryOf } from "../doctor/report";
import type { Context } from "../program/context";
import { Failure } from "../program/failure";
import type { StageRequest } from "../program/stage-request";
import { callerAccountId } from "../stack/caller-identity";
import { commandLineOf } from "../stack/commands";
import { checkRegion } from "../stack/deployed-stack";
import { type Deployment, readDeployment } from "../stack/deployment";
import { findStageInAws } from "../stack/stage-in-aws";
import { locatedBy, type SynthesizedStack, synthesize } from "../stack/synthesized-stack";

type DoctorRequest = StageRequest;

/** Whose credentials these are, and what is deployed: without both there is nothing else to check. */
const checkPrerequisites = async (
  expected: SynthesizedStack,
  deployment: Deployment,
  request: DoctorRequest,
  context: Context,
): Promise<readonly CheckResult[]> => {
  const outputs = deployment.state === "complete" ? deployment.outputs : undefined;
  const region = outputs?.region ?? request.region ?? expected.region;
  const credentials = check("credentials", async () =>
    checkAccount(await callerAccountId(region, context), outputs?.account_id),
  );
  const stack = check("stack", () =>
    checkDeployment(deployment, `\`${commandLineOf("deploy", request)}\``, () =>
      findStageInAws(locatedBy(request, expected), context),
    ),
  );
  return [await runCheck(credentials), await runCheck(stack)];
};

const checkStage = (
  outputs: StackOutputs,
  expected: SynthesizedStack,
  { awsConfig, clock }: Context,
): Promise<readonly CheckResult[]> =>
  runChecks(checksOf({ outputs, expected, aws: awsConfig(outputs.region), clock }));

/** `isComplete`: whether the prerequisites allowed everything else to be checked. */
type Examination = { readonly results: readonly CheckResult[]; readonly isComplete: boolean };

const examine = async (request: DoctorRequest, context: Context): Promise<Examination> => {
  const expected = await synthesize(request, context);
  const deployment = await readDeployment(request, context, expected);
  if (deployment.state === "complete") checkRegion(deployment.outputs.region, request, "doctor");
  const prerequisites = await checkPrerequisites(expected, deployment, request, context);
  if (deployment.state !== "complete" || countOf(prerequisites, "ok") < prerequisites.length) {
    return { results: prerequisites, isComplete: false };
  }
  const stage = await checkStage(deployment.outputs, expected, context);
  return { results: [...prerequisites, ...stage], isComplete: true };
};

/** Colors only where a person reads, and does not turn them off. (no-color.org) */
const showsColors = ({ terminal, env }: Context): boolean =>
  terminal.isInteractive && !env["NO_COLOR"] && env["TERM"] !== "dumb";

/**
 * Checks a deployed stage from end to end.
 * @throws Failure where something is wrong, or not known.
 */
export const doctor = async (request: DoctorRequest, context: Context): Promise<void> => {
  const { terminal } = context;
  const { stage } = request;
  const { results, isComplete } = await terminal.step(`Checking stage ${stage}`, () =>
    examine(request, context),
  );
  for (const line of linesOf(results, showsColors(context))) terminal.sayColored(line);
  const summary = summaryOf(results);
  if (countOf(results, "problem") > 0) throw new Failure(`stage ${stage} has problems: ${summary}`);
  if (!isComplete) throw new Failure(`stage ${stage} could not be checked: ${summary}`);
  if (countOf(results, "unknown") > 0)
    throw new Failure(`not all of stage ${stage} could be checked: ${summary}`);
  terminal.say(`Nothing is wrong with stage ${stage}: ${summary}.`);
};
