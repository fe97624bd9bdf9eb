/**
 * The part of Lambda's managed Node.js runtime that runs inside the sandbox: loads the handler, asks the Runtime
 * API for the next event, sends the response. It speaks HTTP over a bare socket, so that the function pays for loading
 * `node:http` itself, as it does in Lambda. (AWS Lambda Developer Guide, runtime API)
 */
import { connect } from "node:net";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const { AWS_LAMBDA_RUNTIME_API: api, _HANDLER: handlerName, LAMBDA_TASK_ROOT: codeDirectory } = process.env;
const [host, port] = api.split(":");
const socket = connect({ host, port: Number(port), noDelay: true });

let buffered = Buffer.alloc(0);
let onAnswer;

const readAnswer = () => {
  const end = buffered.indexOf("\r\n\r\n");
  if (end === -1) return;
  const [, ...lines] = buffered.subarray(0, end).toString("latin1").split("\r\n");
  const headers = Object.fromEntries(
    lines.map((line) => [
      line.slice(0, line.indexOf(":")).toLowerCase(),
      line.slice(line.indexOf(":") + 1).trim(),
    ]),
  );
  const length = Number(headers["content-length"] ?? 0);
  if (buffered.length < end + 4 + length) return;
  const body = buffered.subarray(end + 4, end + 4 + length).toString("utf8");
  buffered = buffered.subarray(end + 4 + length);
  onAnswer({ headers, body });
};

socket.on("data", (chunk) => {
  buffered = Buffer.concat([buffered, chunk]);
  readAnswer();
});
// The sandbox ends with its host.
socket.on("close", () => process.exit(0));
socket.on("error", () => process.exit(0));

const call = (method, path, body = "") =>
  new Promise((resolve) => {
    onAnswer = resolve;
    const length = Buffer.byteLength(body);
    socket.write(
      `${method} /2018-06-01/runtime${path} HTTP/1.1\r\nHost: ${api}\r\nContent-Length: ${length}\r\n\r\n${body}`,
    );
  });

const describe = (error) =>
  JSON.stringify({ errorType: error?.name ?? "Error", errorMessage: String(error?.message ?? error) });

const contextOf = (headers) => ({
  awsRequestId: headers["lambda-runtime-aws-request-id"],
  invokedFunctionArn: headers["lambda-runtime-invoked-function-arn"],
  functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
  functionVersion: "$LATEST",
  memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
  getRemainingTimeInMillis: () => Math.max(0, Number(headers["lambda-runtime-deadline-ms"]) - Date.now()),
});

const [file, exported] = handlerName.split(".");
let handler;
try {
  handler = (await import(pathToFileURL(join(codeDirectory, `${file}.mjs`)).href))[exported];
  if (typeof handler !== "function") throw new Error(`${handlerName} is not a function`);
} catch (error) {
  await call("POST", "/init/error", describe(error));
  process.exit(1);
}

for (;;) {
  const { headers, body } = await call("GET", "/invocation/next");
  const id = headers["lambda-runtime-aws-request-id"];
  try {
    const result = await handler(JSON.parse(body), contextOf(headers));
    await call("POST", `/invocation/${id}/response`, JSON.stringify(result ?? null));
  } catch (error) {
    await call("POST", `/invocation/${id}/error`, describe(error));
  }
}
