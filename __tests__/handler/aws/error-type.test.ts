import { errorTypeOf } from "../../../handler/aws/error-type";

describe("the name of an AWS error", () => {
  test.each<readonly [unknown, string]>([
    ["ParameterNotFound", "ParameterNotFound"],
    ["com.amazonaws.dynamodb.v20120810#ThrottlingException", "ThrottlingException"],
    ["AWS.SimpleQueueService.NonExistentQueue", "AWS.SimpleQueueService.NonExistentQueue"],
    ["x".repeat(5000), "x".repeat(100)],
    ["", "HTTP 400"],
    ["com.amazonaws#", "HTTP 400"],
    ["Error <!channel> https://hooks.slack.com/services/T0/B0/canary", "HTTP 400"],
    ["Error\nof two lines", "HTTP 400"],
    ['{"outcome":"delivered"}', "HTTP 400"],
    [7, "HTTP 400"],
    [undefined, "HTTP 400"],
  ])("of %j is %j", (type, name) => {
    expect(errorTypeOf(400, JSON.stringify({ __type: type }))).toBe(name);
  });

  test("of a page is its status", () => {
    expect(errorTypeOf(503, "<html>")).toBe("HTTP 503");
  });
});
