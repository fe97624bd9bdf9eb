import { problemsOf } from "../../../src/stage/problem";
import { stageSchema } from "../../../src/stage/schema";

const rule = { name: "daily", schedule: "cron(0 5 ? * * *)", deleteAfterDays: 35 };
const own = { name: "records", rules: [rule], selectionTags: { backup: "daily" } };

const problems = (vault: object): readonly string[] => {
  const result = stageSchema.safeParse({ vault: { ...own, ...vault } });
  return result.success ? [] : problemsOf(result.error);
};

const permanent = { mode: "compliance", changeableForDays: 14, iUnderstandThisIsPermanent: "records" };

test.each([
  [{}],
  [{ minRetentionDays: 35, maxRetentionDays: 35 }],
  [{ mode: "governance", minRetentionDays: 7 }],
  [permanent],
])("a vault may have the lock %j", (lock) => {
  expect(problems({ lock })).toEqual([]);
});

test("a lock without a mode is one that can be removed", () => {
  const stage = stageSchema.parse({ vault: { ...own, lock: { minRetentionDays: 7 } } });
  expect(stage.vault?.lock).toEqual({ mode: "governance", minRetentionDays: 7 });
});

test.each([
  [
    { minRetentionDays: 40 },
    "vault.rules[0].deleteAfterDays: expected at least 40 days, the lock's minRetentionDays, got 35: AWS fails such a job; example: 40",
  ],
  [
    { maxRetentionDays: 30 },
    "vault.rules[0].deleteAfterDays: expected at most 30 days, the lock's maxRetentionDays, got 35: AWS fails such a job; example: 30",
  ],
  [
    { minRetentionDays: 30, maxRetentionDays: 7 },
    "vault.lock.maxRetentionDays: expected at least minRetentionDays (30), got 7; example: 60",
  ],
  [
    { minRetentionDays: 0 },
    "vault.lock.minRetentionDays: expected whole days, 1 to 36500, got 0; example: 7",
  ],
  [
    { changeableForDays: 14 },
    'vault.lock.changeableForDays: only a lock with mode "compliance" becomes permanent; remove changeableForDays, or set the mode; example: mode: "compliance"',
  ],
  [
    { ...permanent, changeableForDays: 2 },
    "vault.lock.changeableForDays: expected whole days, 3 to 36500, got 2; example: 14",
  ],
  [
    { mode: "compliance", iUnderstandThisIsPermanent: "records" },
    "vault.lock.changeableForDays: expected the days in which a compliance lock can still be removed, 3 to 36500, got none; example: 14",
  ],
  [
    { ...permanent, iUnderstandThisIsPermanent: "another" },
    'vault.lock.iUnderstandThisIsPermanent: expected the vault\'s name, because nobody can remove a compliance lock later, got "another"; example: "records"',
  ],
  [
    { mode: "compliance", changeableForDays: 14 },
    'vault.lock.iUnderstandThisIsPermanent: expected the vault\'s name, because nobody can remove a compliance lock later, got nothing; example: "records"',
  ],
  [
    { mode: "strict" },
    'vault.lock.mode: expected governance or compliance, got "strict"; example: "governance"',
  ],
])("the lock %j is refused in one sentence", (lock, problem) => {
  const found = problems({ lock });
  expect(found).toContain(problem);
});

test("a compliance lock needs a vault with a name", () => {
  expect(problems({ name: undefined, lock: permanent })).toEqual([
    'vault.lock.iUnderstandThisIsPermanent: expected the vault\'s name, and the vault has none in this file; give it one, and repeat it here; example: name: "records"',
  ]);
});

test("a vault that may be force-destroyed cannot be locked", () => {
  expect(problems({ forceDestroy: true, lock: {} })).toEqual([
    "vault.lock: a vault with forceDestroy cannot be locked, since nothing could delete its recovery points; remove lock, or set forceDestroy: false",
  ]);
});

test("the rules of every plan are within the lock's range, and none keeps its recovery points forever", () => {
  const selections = [{ name: "tagged", tags: { backup: "daily" } }];
  const forever = { ...rule, name: "yearly", deleteAfterDays: "never" };
  const plans = [
    { name: "one", rules: [rule], selections },
    { name: "two", rules: [{ ...rule, deleteAfterDays: 400 }, forever], selections },
  ];
  const stage = { rules: undefined, selectionTags: undefined, plans, lock: { maxRetentionDays: 365 } };
  expect(problems(stage)).toEqual([
    "vault.plans[1].rules[0].deleteAfterDays: expected at most 365 days, the lock's maxRetentionDays, got 400: AWS fails such a job; example: 365",
    'vault.plans[1].rules[1].deleteAfterDays: expected at most 365 days, the lock\'s maxRetentionDays, got "never": AWS fails such a job; example: 365',
  ]);
});

test("all problems of a lock come out at once, also beside an invalid rule", () => {
  const rules = [
    { ...rule, deleteAfterDays: 5 },
    { ...rule, name: "x y" },
  ];
  expect(
    problems({ rules, lock: { minRetentionDays: 7, changeableForDays: 14 }, forceDestroy: true }),
  ).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^vault\.rules\[0\]\.deleteAfterDays: expected at least 7/),
      expect.stringMatching(/^vault\.rules\[1\]\.name: /),
      expect.stringMatching(/^vault\.lock\.changeableForDays: only/),
      expect.stringMatching(/^vault\.lock: a vault with forceDestroy/),
    ]),
  );
});

test.each([
  "break-glass",
  "arn:aws:iam::111122223333:user/alice",
  "arn:aws:iam::111122223333:role/break-glass/",
  "arn:aws:sts::111122223333:assumed-role/x/y",
])("%j is no role that may delete", (breakGlassRoleArn) => {
  expect(problems({ breakGlassRoleArn })).toEqual([
    `vault.breakGlassRoleArn: expected the ARN of an IAM role, got "${breakGlassRoleArn}"; example: "arn:aws:iam::111122223333:role/break-glass"`,
  ]);
});
