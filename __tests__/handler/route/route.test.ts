import { type Route, readRoutes } from "../../../handler/route/route";

const full: Route = {
  kinds: ["*.failed"],
  states: ["FAILED"],
  resourceTypes: ["RDS"],
  vaults: ["main"],
  accounts: ["111122223333"],
  tags: { team: "payments" },
  reasons: ["denied"],
  post: true,
  mention: "S0123ABCDEF",
  channel: "payments",
  severity: "danger",
};

describe("routes from the environment", () => {
  test("are read as the stack writes them", () => {
    const routes = [full, { post: false }, { mention: false }];
    expect(readRoutes(JSON.stringify(routes))).toEqual({ ok: true, routes });
    expect(readRoutes("[]")).toEqual({ ok: true, routes: [] });
    expect(readRoutes("")).toEqual({ ok: true, routes: [] });
  });

  test.each<[string, string, string]>([
    ["no JSON", "[{", "holds no list of routes"],
    ["no list", '{"post":false}', "holds no list of routes"],
    ["a route that is none", '[{"post":true},"mute"]', "holds routes of which number 2 is no object"],
    ["an unknown field", '[{"post":false,"vault":["x"]}]', "number 1 has an unknown field vault"],
    ["a prototype's field", '[{"toString":1}]', "number 1 has an unknown field toString"],
    ["a list that is a word", '[{"kinds":"*.failed"}]', "number 1 has no valid kinds"],
    ["a list with a number", '[{"accounts":[111122223333]}]', "number 1 has no valid accounts"],
    ["a list with nothing in a text", '[{"reasons":[""]}]', "number 1 has no valid reasons"],
    ["tags that are a list", '[{"tags":["team"]}]', "has no valid tags"],
    ["a tag without a text", '[{"tags":{"team":1}}]', "has no valid tags"],
    ["post as a word", '[{"post":"no"}]', "number 1 has no valid post"],
    ["a severity of another kind", '[{"severity":"awful"}]', "number 1 has no valid severity"],
    ["a mention that would write more than an id", '[{"mention":"S0> <!channel"}]', "has no valid mention"],
    ["a channel that would leave its parameter", '[{"channel":"../x"}]', "has no valid channel"],
    ["a mention of everyone", '[{"mention":"everyone"}]', "has no valid mention"],
  ])("are refused for %s", (_what, json, problem) => {
    const read = readRoutes(json);
    expect(read.ok ? "read" : read.problem).toContain(problem);
  });
});
