import { callEc2AsAccountRoot } from "../account-root";
import { type AwsAnswer, type AwsCall, passOn } from "../call";
import { filterValues } from "./filters";

/**
 * Answers DescribeImages: AWS has each Amazon Linux for both architectures, the emulator for x86_64 only. So for
 * arm64 the account root asks for x86_64 instead, once the caller's own signed call has shown that it is allowed to.
 * The image keeps its id: the emulator starts no other.
 */
export const describeImages = async (
  emulatorUrl: string,
  call: AwsCall,
  parameters: URLSearchParams,
): Promise<AwsAnswer> => {
  const asked = await passOn(emulatorUrl, call);
  const [key, architecture] = filterValues(parameters, "architecture")[0] ?? [];
  if (asked.status !== 200 || key === undefined || architecture !== "arm64") return asked;
  const x86 = new URLSearchParams(parameters);
  x86.set(key, "x86_64");
  const answer = await callEc2AsAccountRoot(emulatorUrl, x86);
  return { ...answer, body: Buffer.from(answer.body.toString("utf8").replaceAll("x86_64", "arm64")) };
};
