import { notify } from "../../../handler/pipeline";
import { throughQueue, vaultEvents } from "../../fixtures/vault-events";
import { newNotifier } from "../support/notifier";

// No event is known to fail, so the card of a job gets a bug here.
jest.mock("../../../handler/render/job", () => ({
  jobCard: () => {
    throw new TypeError("size is not a function");
  },
}));

test("an event whose card has a bug reaches Slack as a neutral message with everything known about it", async () => {
  const [event] = vaultEvents.filter(({ name }) => name === "backup failed");
  if (event === undefined) throw new Error("no fixture");
  const { notifier, posted, lines } = newNotifier();
  const answered = await notify(throughQueue(event), () => 30_000, notifier);
  expect(answered).toEqual({ batchItemFailures: [] });
  expect(posted).toHaveLength(1);
  expect(JSON.parse(posted[0] ?? "").text).toMatch(
    /^Unrecognized event: job that could not be rendered: size is not a function/,
  );
  expect(posted[0]).toContain("B7D2F0A4-1C3E-4A5B-8D6F-0123456789AB");
  // The message shows it whole, so the log need not.
  expect(lines.slice(-1)).toMatchObject([{ outcome: "delivered", kind: "backup.failed" }]);
});
