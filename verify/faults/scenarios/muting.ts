import { isIssue } from "../../../handler/model/job-phase";
import type { Route } from "../../../handler/route/route";
import { failedFor, hour, minute, type Outcomes, scratchVaultName, vaultName, withIssues } from "../jobs";
import type { Conditions } from "../lab";
import { reasonName } from "../names";
import { atLeast, type Scenario } from "../scenario";
import { at, hang, refusal } from "./services";
import type { Fault } from "./workload";

/** A stage that reads little: each of these routes needs another answer of AWS. */
const routes: readonly Route[] = [
  { post: true },
  { vaults: [scratchVaultName], post: false },
  { tags: { team: "sandbox" }, post: false },
  { reasons: [reasonName(3)], post: false },
  { kinds: ["backup.started", "backup.completed"], post: false },
];

/** What these routes mute where AWS answers everything. */
const mutes: Conditions["mutes"] = ({ vaultName, messageCategory, statusMessage = "" }, state, { team }) =>
  vaultName === scratchVaultName ||
  team === "sandbox" ||
  statusMessage.includes(reasonName(3)) ||
  state === "RUNNING" ||
  (state === "COMPLETED" && !isIssue(messageCategory));

const outcomes: Outcomes = [
  [0.2, { state: "COMPLETED" }],
  [0.4, withIssues],
  [0.2, failedFor(2)],
  [0.2, failedFor(3)],
];

/** Most jobs are muted by what AWS says about them; for an hour it does not say it. */
const muting = (name: string, about: string, ...faults: readonly Fault[]): Scenario => ({
  name: `muted-${name}`,
  about: `routes mute by vault, tag, reason and kind, and ${about}`,
  share: 0.4,
  routes,
  mutes,
  run: async (lab, events) => {
    for (const fault of faults) fault.inject(lab);
    lab.jobs.backups(Math.round(events / 2), hour, {
      outcomes,
      vaults: [vaultName, vaultName, scratchVaultName],
    });
    await lab.wait(1.5 * hour);
    for (const fault of faults) fault.clear(lab);
    await lab.wait(30 * minute);
  },
  expect: ({ muted, readable }) => [
    atLeast("muted events", muted, 1),
    atLeast("jobs with issues that are not muted", readable.issues, 1),
  ],
});

export const mutingScenarios: readonly Scenario[] = [
  muting("calm", "AWS answers"),
  muting("backup-down", "AWS Backup answers 500", at("backup", refusal(500, "ServiceUnavailableException"))),
  muting(
    "backup-throttled",
    "AWS Backup throttles half of the calls",
    at("backup", refusal(400, "ThrottlingException"), 0.5),
  ),
  muting("tags-silent", "the tags cannot be read", at("tags", hang)),
  muting(
    "ssm-throttled",
    "Parameter Store throttles most calls, AWS Backup half and the tagging API all",
    at("parameters", refusal(400, "ThrottlingException"), 0.8),
    at("backup", refusal(400, "ThrottlingException"), 0.5),
    at("tags", refusal(400, "ThrottlingException")),
  ),
];
