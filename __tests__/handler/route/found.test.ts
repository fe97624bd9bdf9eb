import type { NoticeEvent } from "../../../handler/model/notice-event";
import { noticesOf } from "../../../handler/parse/found";
import { routingOf, taggedResourceOf } from "../../../handler/route/match";
import type { Route } from "../../../handler/route/route";

const noticeOf = (more: object = {}, subject: object = {}): NoticeEvent => {
  const id = "arn:aws:rds:eu-west-1:111122223333:db:orders";
  const subjects = [{ id, since: "2026-08-22T02:00:00Z", tags: { team: "shop" }, ...subject }];
  const detail = { finding: "overdue", cause: "missed", subjects, total: 1, ...more };
  const [part] = noticesOf(detail, { accountId: "111122223333" }) ?? [];
  if (part === undefined) throw new Error("no notice");
  return part.event;
};

describe("a route of what the watch finds", () => {
  test.each<Route>([
    { kinds: ["watch.overdue"] },
    { kinds: ["watch.*"] },
    { resourceTypes: ["RDS"] },
    { accounts: ["111122223333"] },
    { tags: { team: "shop" } },
  ])("matches by %j", (conditions) => {
    expect(routingOf(noticeOf(), [{ ...conditions, channel: "shop" }])).toMatchObject({ channel: "shop" });
  });

  test("does not match another kind, type, vault or tag", () => {
    const event = noticeOf({}, { vaultName: "main" });
    for (const conditions of [
      { kinds: ["watch.guard"] },
      { resourceTypes: ["EC2"] },
      { vaults: ["other"] },
      { tags: { team: "pay" } },
    ])
      expect(routingOf(event, [{ ...conditions, channel: "shop" }])).toEqual({ post: true });
  });

  test("needs no look-up of tags that the finding names, but of those that it does not", () => {
    const routes = [{ tags: { team: "shop" }, channel: "shop" }];
    expect(taggedResourceOf(noticeOf(), routes)).toBeUndefined();
    expect(taggedResourceOf(noticeOf({}, { tags: undefined }), routes)).toContain("orders");
  });

  test("mutes it", () => {
    expect(routingOf(noticeOf(), [{ kinds: ["watch.overdue"], post: false }])).toEqual({ post: false });
  });

  test("wants people and a severity for trouble, and the channel also for its end", () => {
    const routes: readonly Route[] = [
      { kinds: ["watch.overdue"], mention: "here", severity: "danger", channel: "shop" },
    ];
    expect(routingOf(noticeOf(), routes)).toEqual({
      post: true,
      mention: "here",
      severity: "danger",
      channel: "shop",
    });
    expect(routingOf(noticeOf({ isOver: true }), routes)).toEqual({ post: true, channel: "shop" });
  });
});
