import type { StackOutputs } from "../../src/outputs";
import { check, type Examined, examine, examineAll } from "../doctor/check";
import { checksOf } from "../doctor/checks";
import { judgeAccount } from "../doctor/checks/account";
import { judgeDeployment } from "../doctor/checks/stack";
import type { DeployedStage } from "../doctor/deployed-stage";
import { countOf, linesOf, summaryOf } from "../doctor/report";
import type { Context } from "../program/context";
import { Failure } from "../program/failure";
import type { StageRequest } from "../program/stage-request";
import { callerAccountId } from "../stack/caller-identity";
import { checkRegion } from "../stack/deployed-stack";
import { type Deployment, readDeployment } from "../stack/deployment";
import { type SynthesizedStack, synthesize } from "../stack/synthesized-stack";

type DoctorRequest = StageRequest;

type Found = { readonly wanted: SynthesizedStack; readonly deployment: Deployment };

const find = async (request: DoctorRequest, context: Context): Promise<Found> => {
  const wanted = await synthesize(request, context);
  return { wanted, deployment: await readDeployment(request, context, wanted) };
};

/** Whose credentials these are, and what is deployed: without both there is nothing else to look at. */
const examineGround = async (
  { wanted, deployment }: Found,
  request: DoctorRequest,
  context: Context,
): Promise<readonly Examined[]> => {
  const outputs = deployment.state === "complete" ? deployment.outputs : undefined;
  const { stage, region = "" } = request;
  const deploy = `\`${`npm run deploy -- ${stage} ${region}`.trim()}\``;
  const credentials = check("credentials", async () =>
    judgeAccount(
      await callerAccountId(outputs?.region ?? request.region ?? wanted.region, context),
      outputs?.account_id,
    ),
  );
  const stack = check("stack", async () => judgeDeployment(deployment, deploy));
  return [await examine(credentials), await examine(stack)];
};

const isSound = (examined: readonly Examined[]): boolean =>
  countOf(examined, "problem") + countOf(examined, "unknown") === 0;

const examineStage = (
  outputs: StackOutputs,
  wanted: SynthesizedStack,
  { awsConfig, clock }: Context,
): Promise<readonly Examined[]> => {
  const stage: DeployedStage = { outputs, wanted, aws: awsConfig(outputs.region), clock };
  return examineAll(checksOf(stage));
};

/** What was found, and whether there was ground enough to look at everything. */
type Examination = { readonly examined: readonly Examined[]; readonly isWhole: boolean };

const examineAsked = async (request: DoctorRequest, context: Context): Promise<Examination> => {
  const found = await find(request, context);
  const { wanted, deployment } = found;
  if (deployment.state === "complete") checkRegion(deployment.outputs.region, request, "doctor");
  const ground = await examineGround(found, request, context);
  if (deployment.state !== "complete" || !isSound(ground)) return { examined: ground, isWhole: false };
  const stage = await examineStage(deployment.outputs, wanted, context);
  return { examined: [...ground, ...stage], isWhole: true };
};

/**
 * Looks at a deployed stage from end to end.
 * @throws Failure where something is wrong.
 */
export const doctor = async (request: DoctorRequest, context: Context): Promise<void> => {
  const { terminal } = context;
  const { stage } = request;
  const { examined, isWhole } = await terminal.step(`Looking at stage ${stage}`, () =>
    examineAsked(request, context),
  );
  for (const line of linesOf(examined)) terminal.say(line);
  const summary = summaryOf(examined);
  if (!isWhole || countOf(examined, "problem") > 0) {
    throw new Failure(`stage ${stage} is not well: ${summary}`);
  }
  terminal.say(`Nothing is wrong with stage ${stage}: ${summary}.`);
};
