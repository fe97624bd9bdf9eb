import type { HttpAnswer } from "../../../handler/aws/http";
import type { Aws, AwsRequest } from "../../../handler/aws/request";

/** What a service answers, by operation: a body with status 200, a whole answer, an error to throw, or a function of these. */
export type Answers = Readonly<Record<string, string | object | Partial<HttpAnswer> | Error>>;

/** `backup GET /restore-jobs/job-1`, `dynamodb DescribeTable`, `ec2 DescribeVolumes`. */
const operationOf = ({ service, method, path, headers = {}, body = "" }: AwsRequest): string => {
  const target = headers["x-amz-target"]?.split(".").at(-1);
  const action = new URLSearchParams(body).get("Action");
  return `${service} ${target ?? action ?? `${method} ${path}`}`;
};

/** An operation on one resource: `ec2 DescribeVolumes vol-0`, `dynamodb DescribeTable orders`. */
const narrowly = (operation: string, { headers, body = "" }: AwsRequest): string => {
  const id =
    headers?.["x-amz-target"] === undefined
      ? new URLSearchParams(body).get("VolumeId.1")
      : JSON.parse(body).TableName;
  return `${operation} ${id}`;
};

const isAnswer = (value: object): value is Partial<HttpAnswer> => "status" in value;

/** AWS as a test needs it: what has no answer is denied, and every call is on record. */
export const simulatedAws = (answers: Answers) => {
  const calls: { readonly operation: string; readonly request: AwsRequest }[] = [];
  const aws: Aws = async (request) => {
    const operation = operationOf(request);
    calls.push({ operation, request });
    const given = answers[narrowly(operation, request)] ?? answers[operation];
    const answer: Answers[string] | undefined = typeof given === "function" ? given() : given;
    if (answer instanceof Error) throw answer;
    if (answer === undefined) {
      return { status: 400, headers: {}, body: JSON.stringify({ __type: "AccessDeniedException" }) };
    }
    if (typeof answer === "string") return { status: 200, headers: {}, body: answer };
    return isAnswer(answer)
      ? { status: 200, headers: {}, body: "", ...answer }
      : { status: 200, headers: {}, body: JSON.stringify(answer) };
  };
  return { aws, calls, operations: () => calls.map(({ operation }) => operation) };
};
