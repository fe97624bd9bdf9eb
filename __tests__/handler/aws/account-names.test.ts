import { createAccountNames } from "../../../handler/aws/account-names";
import type { Aws } from "../../../handler/aws/request";

type Parameters = Readonly<Record<string, string>>;

/** SSM with these parameters; those that do not exist are left out of its answer. */
const ssm = (parameters: () => Parameters | undefined) => {
  const asked: (readonly string[])[] = [];
  const aws: Aws = async ({ body = "" }) => {
    const { Names } = JSON.parse(body) as { readonly Names: readonly string[] };
    asked.push(Names);
    const known = parameters();
    if (known === undefined) return { status: 400, headers: {}, body: '{"__type":"x#ThrottlingException"}' };
    const found = Names.filter((name) => name in known).map((Name) => ({ Name, Value: known[Name] }));
    return { status: 200, headers: {}, body: JSON.stringify({ Parameters: found }) };
  };
  return { aws, asked };
};

const both: Parameters = {
  "/n/1": '{"111122223333":"prod","444455556666":7}',
  "/n/2": '{"777788889999":"shop"}',
};

const start = (parameters: () => Parameters | undefined) => {
  const { aws, asked } = ssm(parameters);
  const problems: string[] = [];
  const clock = { milliseconds: 1_700_000_000_000 };
  const read = createAccountNames({
    aws,
    lastParameterName: "/n/2",
    onProblem: (reason) => problems.push(reason),
    now: () => clock.milliseconds,
  });
  return { read, asked, problems, clock };
};

const minutes = (count: number): number => count * 60_000;

test("all names are read with one call, and kept for an hour", async () => {
  const { read, asked, problems, clock } = start(() => both);
  expect(await read()).toEqual({ "111122223333": "prod", "777788889999": "shop" });
  clock.milliseconds += minutes(59);
  await read();
  expect(asked).toEqual([["/n/1", "/n/2"]]);
  clock.milliseconds += minutes(1);
  await read();
  expect(asked).toHaveLength(2);
  expect(problems).toEqual([]);
});

test("names that cannot be read are none, and are asked for again after a minute", async () => {
  let parameters: Parameters | undefined;
  const { read, asked, problems, clock } = start(() => parameters);
  expect(await read()).toEqual({});
  expect(await read()).toEqual({});
  expect(asked).toHaveLength(1);
  expect(problems).toEqual(["ThrottlingException"]);
  parameters = both;
  clock.milliseconds += minutes(1);
  expect(await read()).toHaveProperty("111122223333", "prod");
});

test("names that were read once stay while SSM does not answer", async () => {
  let parameters: Parameters | undefined = both;
  const { read, problems, clock } = start(() => parameters);
  await read();
  parameters = undefined;
  clock.milliseconds += minutes(60);
  expect(await read()).toHaveProperty("111122223333", "prod");
  expect(problems).toEqual(["ThrottlingException"]);
});

test("a missing parameter costs its own names only", async () => {
  const { read, problems } = start(() => ({ "/n/2": both["/n/2"] ?? "" }));
  expect(await read()).toEqual({ "777788889999": "shop" });
  expect(problems).toEqual(["1 of 2 parameters are missing"]);
});

test("a parameter that holds no names, or a silent SSM, stops nothing", async () => {
  const broken = start(() => ({ "/n/1": "prod", "/n/2": "[]" }));
  expect(await broken.read()).toEqual({});
  const problems: string[] = [];
  const aws: Aws = async () => Promise.reject(new Error("no answer in time"));
  const read = createAccountNames({
    aws,
    lastParameterName: "/n/1",
    onProblem: (reason) => problems.push(reason),
  });
  expect(await read()).toEqual({});
  expect(problems).toEqual(["no answer in time"]);
});
