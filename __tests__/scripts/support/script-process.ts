import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** What a script printed, and how it ended. */
export type Ended = { readonly exitCode: number | null; readonly stdout: string; readonly stderr: string };

type Options = {
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly input?: string;
  /** Called with all of standard output whenever there is more. */
  readonly onOutput?: (stdout: string, interrupt: () => void) => void;
};

const root = join(__dirname, "../../..");
const tsx = pathToFileURL(require.resolve("tsx")).href;
const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

/** Every npm script that runs a program of this project. */
export const tsxScripts: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries<string>(scripts).filter(([, line]) => line.startsWith("node --import tsx ")),
);

/** What `npm run <name>` starts, from whichever folder: `node --import tsx <file> ...`. */
const programOf = (name: string): readonly string[] => {
  const [, , , file = "", ...args] = String(scripts[name]).split(" ");
  return ["--import", tsx, join(root, file), ...args];
};

/** Runs an npm script as an operator does, in its own process, and waits until it ends. */
export const runScript = (name: string, args: readonly string[], options: Options): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...programOf(name), ...args], {
      cwd: options.cwd,
      // No credentials, profile or instance role of this machine.
      env: {
        PATH: process.env["PATH"],
        HOME: options.cwd,
        AWS_EC2_METADATA_DISABLED: "true",
        ...options.env,
      },
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
      options.onOutput?.(stdout, () => child.kill("SIGINT"));
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    child.once("error", reject);
    child.once("close", (exitCode) => resolve({ exitCode, stdout, stderr }));
    child.stdin.end(options.input ?? "");
  });

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  let body = "";
  for await (const chunk of request.setEncoding("utf8")) body += chunk;
  return body;
};

/** STS and SSM on loopback: the account is 111122223333, no secret is stored yet, and the calls to SSM are recorded. */
export type AwsFront = {
  readonly url: string;
  readonly ssmCalls: readonly string[];
  readonly close: () => void;
};

const identity =
  '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>';

export const startAwsFront = async (): Promise<AwsFront> => {
  const ssmCalls: string[] = [];
  const server: Server = createServer(async (request, response) => {
    const body = await bodyOf(request);
    if (request.headers["x-amz-target"] === undefined) {
      response.writeHead(200, { "content-type": "text/xml" }).end(identity);
      return;
    }
    ssmCalls.push(body);
    if (request.headers["x-amz-target"] === "AmazonSSM.GetParameter") {
      const missing = '{"__type":"ParameterNotFound"}';
      response.writeHead(400, { "content-type": "application/x-amz-json-1.1" }).end(missing);
      return;
    }
    response.writeHead(200, { "content-type": "application/x-amz-json-1.1" }).end('{"Version":1}');
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${address !== null && typeof address === "object" ? address.port : ""}`,
    ssmCalls,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
};
