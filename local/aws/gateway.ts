import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type AwsAnswer, type AwsCall, bytesOf, parametersOf, passOn, serviceOf } from "./call";
import { describeAlarms } from "./read-back/alarms";
import { newFlowLogReadBack } from "./read-back/flow-logs";
import { describeImages } from "./read-back/images";
import { describeInstanceTypeOfferings } from "./read-back/instance-type-offerings";
import { newInstanceReadBack } from "./read-back/instances";
import { newMonitoringReadBack } from "./read-back/monitoring";

export type Gateway = {
  /** For `AWS_ENDPOINT_URL`. */
  readonly url: string;
  readonly close: () => Promise<void>;
};

const unavailable = (reason: string): AwsAnswer => ({
  status: 503,
  headers: { "content-type": "application/xml" },
  body: Buffer.from(
    `<ErrorResponse><Error><Code>ServiceUnavailable</Code><Message>The local AWS does not answer: ${reason}</Message></Error></ErrorResponse>`,
  ),
});

const send = (response: ServerResponse, { status, headers, body }: AwsAnswer): void => {
  const { connection: _connection, "transfer-encoding": _transferEncoding, ...kept } = headers;
  response.writeHead(status, { ...kept, "content-length": body.length }).end(body);
};

/**
 * Starts the front door of the local AWS. Calls go on to the emulator as they came; what the emulator stores but
 * does not read back is filled in, so that Terraform's second plan tells the truth.
 */
export const startGateway = async (emulatorUrl: string): Promise<Gateway> => {
  const monitoring = newMonitoringReadBack();
  const readBacks = [newInstanceReadBack(), monitoring, newFlowLogReadBack(emulatorUrl)];

  const answerEc2 = async (
    action: string,
    parameters: URLSearchParams,
    call: AwsCall,
  ): Promise<AwsAnswer> => {
    const own = monitoring.answer(action, parameters);
    if (own) return own;
    let answer = await passOn(emulatorUrl, call);
    for (const { complete } of readBacks) answer = await complete(action, parameters, answer);
    return answer;
  };

  const answer = async (call: AwsCall): Promise<AwsAnswer> => {
    const service = serviceOf(call);
    const parameters = parametersOf(call);
    const action = parameters.get("Action");
    if (service === "monitoring" && action === "DescribeAlarms")
      return describeAlarms(emulatorUrl, call, parameters);
    if (service !== "ec2" || action === null) return passOn(emulatorUrl, call);
    switch (action) {
      case "DescribeImages":
        return describeImages(emulatorUrl, call, parameters);
      case "DescribeInstanceTypeOfferings":
        return describeInstanceTypeOfferings(emulatorUrl, parameters);
      default:
        return answerEc2(action, parameters, call);
    }
  };

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = "GET", url: path = "/", headers } = request;
    try {
      send(response, await answer({ method, path, headers, body: await bytesOf(request) }));
    } catch (error) {
      if (response.headersSent) response.destroy();
      else send(response, unavailable(error instanceof Error ? error.message : String(error)));
    }
  };

  const server = createServer((request, response) => void serve(request, response));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo; // A listening TCP server has a port.
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
