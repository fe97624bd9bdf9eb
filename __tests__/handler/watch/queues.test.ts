import { createAsker } from "../../../handler/watch/ask/asker";
import { askWaiting } from "../../../handler/watch/ask/queues";

const waitingOf = (attributes: Readonly<Record<string, string>>) =>
  askWaiting(
    createAsker({
      aws: async ({ body = "{}" }) => {
        const names: readonly string[] = JSON.parse(body).AttributeNames;
        const asked = Object.fromEntries(Object.entries(attributes).filter(([name]) => names.includes(name)));
        return { status: 200, headers: {}, body: JSON.stringify({ Attributes: asked }) };
      },
      sleep: async () => {},
      elapsed: () => 0,
    }),
    { waitingQueueUrls: ["https://sqs.eu-west-1.amazonaws.com/111122223333/main"] },
  );

describe("what waits in the queues", () => {
  it("is what is visible, and what is processed or tried again", async () => {
    expect(
      await waitingOf({ ApproximateNumberOfMessages: "2", ApproximateNumberOfMessagesNotVisible: "3" }),
    ).toEqual({ is: "known", value: 5 });
  });

  it("is not what the notifier sends itself to look at a run later, which hides no event of AWS", async () => {
    expect(
      await waitingOf({
        ApproximateNumberOfMessages: "0",
        ApproximateNumberOfMessagesNotVisible: "0",
        ApproximateNumberOfMessagesDelayed: "1",
      }),
    ).toEqual({ is: "known", value: 0 });
  });

  it("is not known where SQS does not say it", async () => {
    expect(await waitingOf({ ApproximateNumberOfMessages: "0" })).toMatchObject({ is: "unknown" });
  });
});
