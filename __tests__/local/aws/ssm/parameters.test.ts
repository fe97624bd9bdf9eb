import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { type LocalParameters, startParameters } from "../../../../local/aws/ssm/parameters";

let parameters: LocalParameters;
let client: SSMClient;

beforeEach(async () => {
  parameters = await startParameters();
  client = new SSMClient({
    endpoint: parameters.url,
    region: "eu-west-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });
});

afterEach(async () => {
  client.destroy();
  await parameters.close();
});

const read = async (name: string, WithDecryption = true) =>
  (await client.send(new GetParameterCommand({ Name: name, WithDecryption }))).Parameter?.Value;

describe("the local Parameter Store", () => {
  test("returns what was put, decrypted only where requested", async () => {
    parameters.put("/a", "one");
    expect(await read("/a")).toBe("one");
    expect(await read("/a", false)).not.toBe("one");
  });

  test("returns the value that was put last", async () => {
    parameters.put("/a", "one");
    parameters.put("/a", "two");
    expect(await read("/a")).toBe("two");
  });

  test("does not find a removed parameter, and fails while a fault is injected", async () => {
    parameters.put("/a", "one");
    parameters.remove("/a");
    await expect(read("/a")).rejects.toMatchObject({ name: "ParameterNotFound" });
    parameters.inject(() => ({ kind: "error", status: 400, type: "ThrottlingException" }));
    await expect(read("/a")).rejects.toMatchObject({ name: "ThrottlingException" });
  });

  test("refuses requests without a signature", async () => {
    const response = await fetch(parameters.url, { method: "POST", body: "{}" });
    expect(response.status).toBe(403);
  });
});
