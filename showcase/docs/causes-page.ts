import { subjects } from "../../handler/advise/causes";
import type { Cause, Source } from "../../handler/advise/causes/cause";
import { cell, tableOf, verbatim } from "./table";

const certainty: Readonly<Record<Source["wording"], string>> = {
  whole: "AWS prints the whole message",
  part: "AWS prints this part of it",
  seen: "quoted in public",
};

const head = ["AWS Backup says", "job", "it means", "do", "worth running again", "source"];

const rowOf = ({ example, jobTypes, means, next, source, runAgain }: Cause): readonly string[] => [
  verbatim(example),
  jobTypes.join(", "),
  cell(means),
  cell(next),
  runAgain === "pointless" ? "no" : "yes",
  `${cell(source.document)} (${certainty[source.wording]})`,
];

/** `docs/causes.md`, made of the catalogue that the notifier reads. */
export const causesPage = (): string => {
  const count = subjects.reduce((sum, { causes }) => sum + causes.length, 0);
  const sections = subjects.map(
    ({ title, causes }) => `## ${title}\n\n${tableOf(head, causes.map(rowOf))}\n`,
  );
  return `# What AWS Backup's reasons mean

<!-- Made by \`npm run docs\` from handler/advise/causes/. Change it there. -->

AWS Backup says in one sentence why a job failed, and not what to do. The notifier knows ${count} such messages. Below a
reason that it knows, a message says what it means and what to do next; a reason that it does not know is shown as it is,
with a neutral next step. Ids and names in a message are of no account, nor are capitals.

Where the job's vault, resource and role are known, the message also holds the AWS CLI's line that runs the job again,
unless the job would end the same way. A restore's line shows the settings that the backup was made with.

The wording of AWS Backup's messages is no contract: AWS may change it. So each row names its source, and how sure the
wording is. Meaning and next step are ours.

${sections.join("\n")}`;
};
