import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import bot from "../../e2e/stages/e2e-bot";
import queue from "../../e2e/stages/e2e-queue";
import { settingEdit } from "../../e2e/stories/queue";

const project = resolve(__dirname, "../..");

test("the setting that the whole story changes stands once in the file that it edits", () => {
  const file = readFileSync(join(project, settingEdit.file), "utf8");

  expect(file.split(settingEdit.from)).toHaveLength(2);
});

test("that file rules the setting of the stage with a webhook and of the one with a bot", () => {
  expect(queue.notifier).toHaveProperty("logRetentionDays", 14);
  expect(bot.notifier).toBe(queue.notifier);
});
