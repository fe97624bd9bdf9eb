import { fieldsOf } from "../../model/fields";
import type { OptIns } from "../../selection/selection";
import type { Answer } from "../answer";
import type { Asker } from "./asker";
import { backup } from "./requests";

/** Which resource types AWS Backup protects in this Region. (AWS Backup API Reference, DescribeRegionSettings) */
export const askOptIns = ({ ask }: Asker): Promise<Answer<OptIns>> =>
  ask(
    backup("/account-settings", (answer): OptIns | undefined => {
      const preference = fieldsOf(answer["ResourceTypeOptInPreference"]);
      return (
        preference &&
        Object.fromEntries(
          Object.entries(preference).filter(
            (entry): entry is [string, boolean] => typeof entry[1] === "boolean",
          ),
        )
      );
    }),
  );
