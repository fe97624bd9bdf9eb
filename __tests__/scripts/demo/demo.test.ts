import { readDemoArguments } from "../../../scripts/demo/arguments";
import { missingOf } from "../../../scripts/demo/demo";

describe("the demo's summary", () => {
  test("finds what is missing, and takes each message once", () => {
    expect(
      missingOf(["Backup failed: a", "Backup failed: a", "Copy"], ["Backup failed: a in x", "Copy failed"]),
    ).toEqual(["Backup failed: a"]);
    expect(missingOf(["a"], ["b", "a"])).toEqual([]);
  });
});

describe("the demo's command line", () => {
  test("takes its flags", () => {
    expect(readDemoArguments([])).toEqual({ exit: false, webhook: false, port: 0 });
    expect(readDemoArguments(["--exit", "--port", "8080"])).toEqual({
      exit: true,
      webhook: false,
      port: 8080,
    });
    expect(readDemoArguments(["--webhook"])).toMatchObject({ webhook: true });
    expect(readDemoArguments(["-h"])).toBe("help");
  });

  test.each([[["--port", "x"]], [["--port", "70000"]], [["--loud"]], [["dev"]], [["--port"]]])(
    "refuses %j in one sentence, as wrong usage",
    (args) => {
      expect(() => readDemoArguments(args)).toThrow(expect.objectContaining({ exitCode: 2 }));
    },
  );
});
