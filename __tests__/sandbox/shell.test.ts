import { exportLines, shellEnvironment } from "../../sandbox/shell";

const ofCommands = { PATH: "/usr/bin", CI: "1", NO_COLOR: "1", AWS_ENDPOINT_URL: "http://127.0.0.1:1" };

test("a person's shell is interactive and in color, and finds the sandbox's commands first", () => {
  expect(shellEnvironment(ofCommands, "/sandbox/bin", { TERM: "xterm", AWS_PROFILE: "real" })).toEqual({
    PATH: "/sandbox/bin:/usr/bin",
    TERM: "xterm",
    AWS_ENDPOINT_URL: "http://127.0.0.1:1",
  });
});

test("another terminal forgets its own AWS variables before it gets the sandbox's", () => {
  const lines = exportLines({ AWS_ENDPOINT_URL: "http://127.0.0.1:1", NAME: "it's" }, "/a b/project");
  expect(lines[0]).toMatch(/^unset CI /);
  expect(lines.slice(1)).toEqual([
    "export AWS_ENDPOINT_URL='http://127.0.0.1:1'",
    "export NAME='it'\\''s'",
    "cd '/a b/project'",
  ]);
});
