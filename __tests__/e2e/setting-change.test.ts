import { settingChange } from "../../e2e/stories/queue";

const stagesWith = async (variables: Readonly<Record<string, string>>) => {
  Object.assign(process.env, variables);
  jest.resetModules();
  const [queue, bot] = await Promise.all([
    import("../../e2e/stages/e2e-queue"),
    import("../../e2e/stages/e2e-bot"),
  ]);
  for (const name of Object.keys(variables)) delete process.env[name];
  return [queue.default, bot.default];
};

test.each([
  ["before the change", {}, 14],
  ["after it", settingChange, 30],
])(
  "%s, the stages with a webhook and with a bot have the log retention that the story expects",
  async (_when, variables, logRetentionDays) => {
    for (const stage of await stagesWith(variables))
      expect(stage.notifier).toMatchObject({ logRetentionDays });
  },
);
