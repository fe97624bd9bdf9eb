import { callAsAccountRoot } from "../account-root-call";
import { type AwsAnswer, type AwsCall, passOn } from "../call";

/** Whether only images for arm64 are asked for: the name of the filter that says so, else undefined. */
const armFilterOf = (parameters: URLSearchParams): string | undefined => {
  for (const [key, value] of parameters) {
    const index = /^Filter\.(\d+)\.Name$/.exec(key)?.[1];
    if (index === undefined || value !== "architecture") continue;
    const wanted = `Filter.${index}.Value.1`;
    if (parameters.get(wanted) === "arm64") return wanted;
  }
  return undefined;
};

/**
 * Answers DescribeImages: AWS has each Amazon Linux for both architectures, the emulator for x86_64 only. So for
 * arm64 the question is put there by the account's own operator, once the caller's signed call has shown that the
 * caller may ask. The image keeps its id: the emulator starts no other.
 */
export const describeImages = async (
  emulatorUrl: string,
  call: AwsCall,
  parameters: URLSearchParams,
): Promise<AwsAnswer> => {
  const asked = await passOn(emulatorUrl, call);
  const armFilter = armFilterOf(parameters);
  if (asked.status !== 200 || armFilter === undefined) return asked;
  const question = new URLSearchParams(parameters);
  question.set(armFilter, "x86_64");
  const answer = await callAsAccountRoot(emulatorUrl, {
    service: "ec2",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: question.toString(),
  });
  return { ...answer, body: Buffer.from(answer.body.toString("utf8").replaceAll("x86_64", "arm64")) };
};
