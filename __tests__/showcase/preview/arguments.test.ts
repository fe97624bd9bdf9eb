import { readPreviewArguments } from "../../../showcase/preview/arguments";

describe("the preview's command line", () => {
  test("serves on any free port by default", () => {
    expect(readPreviewArguments([])).toEqual({ serve: true, port: 0, pictures: false });
    expect(readPreviewArguments(["--stage", "prod", "--port", "8080"])).toEqual({
      stage: "prod",
      serve: true,
      port: 8080,
      pictures: false,
    });
    expect(readPreviewArguments(["--no-serve"])).toMatchObject({ serve: false });
    expect(readPreviewArguments(["--pictures"])).toMatchObject({ serve: false, pictures: true });
    expect(readPreviewArguments(["--help"])).toBe("help");
  });

  test("says what is allowed", () => {
    expect(() => readPreviewArguments(["--port", "99999"])).toThrow(
      '--port is "99999"; allowed is a number from 0 to 65535, such as 8080',
    );
    expect(() => readPreviewArguments(["--watch"])).toThrow(
      /the preview takes only --stage <name>, --no-serve/,
    );
  });
});
