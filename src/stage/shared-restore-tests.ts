import { restoreTestPlanNameOf } from "../outputs";
import type { NamedStage } from "./load";
import { shown } from "./problem";

type Located = Pick<NamedStage, "name" | "accountId" | "restoreTests">;

const planNamesOf = ({ name, restoreTests = [] }: Located): readonly string[] =>
  restoreTests.map((test) => restoreTestPlanNameOf(name, test.name));

/**
 * Restore testing plans that another stage of the folder names alike: a plan's name has no hyphens, so test `eu_weekly` of stage
 * `prod` has that of test `weekly` of stage `prod-eu`. Only what is certain is refused: both files name the account, and the other
 * names the Region.
 * @param others the stages that can be loaded; read only where the stage names its account
 */
export const sharedRestoreTestProblemsOf = (
  stage: Located,
  region: string,
  others: () => readonly NamedStage[],
): readonly string[] => {
  if (stage.accountId === undefined || stage.restoreTests === undefined) return [];
  const near = others().filter(
    (other) => other.name !== stage.name && other.accountId === stage.accountId && other.region === region,
  );
  return planNamesOf(stage).flatMap((planName, index) =>
    near
      .filter((other) => planNamesOf(other).includes(planName))
      .map(
        (other) =>
          `restoreTests[${index}].name: ${shown(stage.restoreTests?.[index]?.name)} gives the restore testing plan ${planName}, and so does a test of ${other.name}.ts in the same account and Region; choose another name`,
      ),
  );
};
