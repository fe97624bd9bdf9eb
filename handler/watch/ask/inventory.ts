import { type Fields, textOf } from "../../model/fields";
import { type Answer, known, unseen } from "../answer";
import type { Asker, Page, Question } from "./asker";
import { fieldsIn, itemsOf, json } from "./requests";

/** Everything with tags that AWS Backup can back up. */
export type Inventory = {
  /** Tags by ARN: of what has a tag, or once had one. */
  readonly tags: ReadonlyMap<string, Readonly<Record<string, string>>>;
  /** Forms of ARNs, `eks:cluster`, that the tagging API does not know here: nothing can be said of them. */
  readonly unlisted: readonly string[];
};

/**
 * Types by the tagging API's names, in lists that are asked for at once.
 * (Resource Groups Tagging API User Guide, services that support it)
 */
const groups: readonly (readonly string[])[] = [
  ["ec2:instance"],
  ["ec2:volume"],
  ["dynamodb:table", "elasticfilesystem:file-system"],
  ["s3", "rds:db", "rds:cluster", "fsx:file-system", "fsx:volume", "redshift:cluster"],
];

/** Types that the tagging API may not know in each Region: where it refuses them together, each is asked for alone. */
const rare: readonly string[] = [
  "eks:cluster",
  "storagegateway:gateway",
  "timestream:database",
  "backup-gateway:vm",
  "cloudformation:stack",
  "redshift-serverless:namespace",
  "dsql:cluster",
  "ssm-sap:HANA",
];

/** GetResources' longest page. (Resource Groups Tagging API Reference) */
const pageSize = 100;

const isTag = ({ Key, Value }: Fields): boolean => typeof Key === "string" && typeof Value === "string";

const pagesOf =
  (types: readonly string[]) =>
  (token: string | undefined): Question<Page | "refused"> => ({
    ...json(
      "tagging",
      "1.1",
      "ResourceGroupsTaggingAPI_20170126.GetResources",
      {
        ResourceTypeFilters: types,
        ResourcesPerPage: pageSize,
        ...(token !== undefined && { PaginationToken: token }),
      },
      (answer): Page | undefined => {
        // Without its list of tags, a resource would look as if it had lost them.
        const isTagged = ({ ResourceARN, Tags }: Fields): boolean =>
          textOf(ResourceARN) !== undefined && itemsOf(Tags, isTag) !== undefined;
        const items = itemsOf(answer["ResourceTagMappingList"], isTagged);
        return items && { items, next: textOf(answer["PaginationToken"]) };
      },
    ),
    errors: { InvalidParameterException: "refused" },
  });

const tagsOf = (list: unknown): Readonly<Record<string, string>> =>
  Object.fromEntries(
    fieldsIn(list).flatMap(({ Key, Value }) =>
      typeof Key === "string" && typeof Value === "string" ? [[Key, Value]] : [],
    ),
  );

type Listed = readonly (readonly [arn: string, tags: Readonly<Record<string, string>>])[];

const listTypes = async ({ ask }: Asker, types: readonly string[]): Promise<Answer<Listed | "refused">> => {
  const all: (readonly [string, Readonly<Record<string, string>>])[] = [];
  const tokens = new Set<string>();
  let token: string | undefined;
  let isFirst = true;
  do {
    const answer: Answer<Page | "refused"> = await ask(pagesOf(types)(token));
    if (answer.is === "unknown") return isFirst ? answer : unseen("not-all-pages");
    if (answer.value === "refused") return isFirst ? known("refused") : unseen("not-all-pages");
    for (const { ResourceARN, Tags } of answer.value.items) {
      if (typeof ResourceARN === "string") all.push([ResourceARN, tagsOf(Tags)]);
    }
    token = answer.value.next;
    if (token !== undefined && tokens.has(token)) return unseen("not-all-pages");
    if (token !== undefined) tokens.add(token);
    isFirst = false;
  } while (token !== undefined);
  return known(all);
};

/** What has tags in this Region and account. */
export const askInventory = async (asker: Asker): Promise<Answer<Inventory>> => {
  const listed = await Promise.all([...groups, rare].map((types) => listTypes(asker, types)));
  const rareAnswer = listed.at(-1);
  const isRefused = rareAnswer?.is === "known" && rareAnswer.value === "refused";
  const alone = isRefused ? await Promise.all(rare.map((type) => listTypes(asker, [type]))) : [];
  const tags = new Map<string, Readonly<Record<string, string>>>();
  for (const answer of [...(isRefused ? listed.slice(0, -1) : listed), ...alone]) {
    if (answer.is === "unknown") return answer;
    if (answer.value === "refused") continue;
    for (const [arn, own] of answer.value) tags.set(arn, own);
  }
  if (listed.slice(0, -1).some((answer) => answer.is === "known" && answer.value === "refused"))
    return unseen("no-answer");
  const unlisted = rare.filter((_, index) => {
    const answer = alone[index];
    return answer?.is === "known" && answer.value === "refused";
  });
  return known({ tags, unlisted });
};
