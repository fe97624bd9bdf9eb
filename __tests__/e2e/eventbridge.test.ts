import { deletionEvent, wantedByName } from "../../e2e/acts/eventbridge";
import { eventBridgeEvents } from "../fixtures/eventbridge-events";

test("every event that the rule must take is among the events that it is tested with", () => {
  const names = eventBridgeEvents.map(({ name }) => name);
  expect(wantedByName.filter((name) => !names.includes(name))).toEqual([]);
});

test("the event that goes through the queue is a manual deletion", () => {
  expect(deletionEvent?.detail).toMatchObject({ status: "DELETED", deletedBy: "MANUAL_DELETE" });
});
