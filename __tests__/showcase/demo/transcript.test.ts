import { stripVTControlCharacters } from "node:util";
import type { ReceivedMessage } from "../../../local/slack/message-log";
import { createTranscript, showsColors } from "../../../showcase/demo/transcript";

const night = new Date(2026, 7, 22, 2, 14);

const message = (text: string, color?: string): ReceivedMessage => ({
  id: 1,
  ts: "1787364840.000001",
  receivedAt: night,
  earlier: [],
  text,
  blocks: [],
  attachments: color === undefined ? [] : [{ id: 1, color, text: "", blocks: [] }],
});

const write = (withColors: boolean): readonly string[] => {
  const lines: string[] = [];
  const transcript = createTranscript(
    (line) => lines.push(line),
    () => night,
    withColors,
  );
  transcript.published({
    topicArn: "",
    subject: "Notification from AWS Backup",
    message:
      "An AWS Backup job failed. Backed up Resource ARN : arn:aws:rds:eu-west-1:1:db:orders. Backup Job Id : 1",
    messageAttributes: {
      EventType: { Type: "String", Value: "BACKUP_JOB" },
      State: { Type: "String", Value: "FAILED" },
    },
  });
  transcript.posted(message("Backup failed: a &amp; b", "#E01E5A"), undefined);
  transcript.posted(message("Backup completed", "#ECB22E"), undefined);
  transcript.posted(message("Backup completed", "#2EB67D"), undefined);
  transcript.posted(message("&lt;!channel&gt;"), "An attack that fails");
  transcript.notifierFailed("Slack is failing");
  return lines;
};

const plain = [
  "02:14  AWS Backup  BACKUP_JOB FAILED orders",
  "02:14  Slack       Backup failed: a & b",
  "02:14  Slack       Backup completed",
  "02:14  Slack       Backup completed",
  "02:14  Slack       <!channel>",
  "                   An attack that fails",
  "02:14  notifier    Slack is failing",
];

describe("the demo's lines in the terminal", () => {
  test("carry the night's time, and colors by severity", () => {
    const lines = write(true);
    expect(lines.map(stripVTControlCharacters)).toEqual(plain);
    expect(lines[1]).toContain("\u001b[31mBackup failed: a & b\u001b[39m");
    expect(lines[2]).toContain("\u001b[33mBackup completed\u001b[39m");
    expect(lines[3]).toContain("\u001b[32mBackup completed\u001b[39m");
    expect(lines[4]).toMatch(/ <!channel>$/);
  });

  test("have no colors but ours", () => {
    const lines: string[] = [];
    const transcript = createTranscript(
      (line) => lines.push(line),
      () => night,
      true,
    );
    transcript.posted(message("a\u001b[2Jb", "#E01E5A"), "c\u001b]0;d");
    transcript.notifierFailed("e\u009b1Af");
    expect(lines.map(stripVTControlCharacters)).toEqual([
      "02:14  Slack       a [2Jb",
      "                   c ]0;d",
      "02:14  notifier    e 1Af",
    ]);
  });

  test("have no colors where the output is not a terminal, or NO_COLOR is set", () => {
    expect(write(false)).toEqual(plain);
    expect(showsColors({ isTTY: true }, { NO_COLOR: "" })).toBe(true);
    expect(showsColors({ isTTY: true }, { NO_COLOR: "1" })).toBe(false);
    expect(showsColors({ isTTY: true }, { TERM: "dumb" })).toBe(false);
    expect(showsColors({}, {})).toBe(false);
  });
});
