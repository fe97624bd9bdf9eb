import { setTimeout } from "node:timers/promises";
import { errorTypeOf } from "../aws/error-type";
import type { Aws } from "../aws/request";
import { parseArn } from "../model/arn";
import { failureOf } from "../model/failure";
import { fieldsOf, jsonFieldsOf, textOf } from "../model/fields";
import type { Tags, TagsByArn } from "./match";

/** Reads the tags of resources. Never throws: `problem` says why some could not be read. */
export type ReadTags = (
  arns: readonly string[],
) => Promise<{ readonly tags: TagsByArn; readonly problem?: string }>;

type ResourceTagsOptions = {
  readonly aws: Aws;
  /** The only Region whose resources can be asked about. */
  readonly region: string;
  readonly now?: () => number;
  readonly sleep?: (milliseconds: number) => Promise<void>;
  /** From 0 to 1. */
  readonly random?: () => number;
};

/** Tags seldom change, and a route that lags by minutes does no harm. */
const keptMilliseconds = 10 * 60 * 1000;
const maxKept = 2000;

/** GetResources' limit. (Resource Groups Tagging API Reference) */
const maxArns = 100;

/** An event is never held back long for its resource's tags. */
const timeoutMilliseconds = 2000;
const budgetMilliseconds = 4000;

/** The wait before a throttled call is made again; it doubles up to the longest. */
const firstWaitMilliseconds = 200;
const longestWaitMilliseconds = 1600;

const isBusy = (status: number, body: string): boolean =>
  status === 429 || status >= 500 || /throttl|TooManyRequests/i.test(body);

const chunksOf = <Item>(items: readonly Item[], size: number): Item[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const tagsOf = (list: unknown): Tags =>
  Object.fromEntries(
    listOf(list).flatMap((tag) => {
      const { Key, Value } = fieldsOf(tag) ?? {};
      return typeof Key === "string" && typeof Value === "string" ? [[Key, Value]] : [];
    }),
  );

/**
 * Tags from the Resource Groups Tagging API, cached for ten minutes. A resource that the answer leaves out has no tags.
 * A refusal may concern a single ARN: the batch is split in half and asked again. While the API throttles or is down, it is
 * asked again after a wait, as long as the time allows.
 */
export const createResourceTags = ({
  aws,
  region,
  now = Date.now,
  sleep = (milliseconds) => setTimeout(milliseconds),
  random = Math.random,
}: ResourceTagsOptions): ReadTags => {
  const kept = new Map<string, { readonly tags: Tags; readonly readAt: number }>();

  const keep = (arn: string, tags: Tags): void => {
    kept.delete(arn);
    kept.set(arn, { tags, readAt: now() });
    const [oldest] = kept.keys();
    if (kept.size > maxKept && oldest !== undefined) kept.delete(oldest);
  };

  /** Returns why some could not be read. */
  const ask = async (
    arns: readonly string[],
    endsAt: number,
    waitMilliseconds = firstWaitMilliseconds,
  ): Promise<string | undefined> => {
    const left = endsAt - now();
    if (left <= 0) return "too many resources to ask about in the time";
    try {
      const { status, body } = await aws({
        service: "tagging",
        method: "POST",
        path: "/",
        headers: {
          "content-type": "application/x-amz-json-1.1",
          "x-amz-target": "ResourceGroupsTaggingAPI_20170126.GetResources",
        },
        body: JSON.stringify({ ResourceARNList: arns }),
        isRepeatable: true,
        timeoutMilliseconds: Math.min(timeoutMilliseconds, left),
      });
      const error = status === 200 ? undefined : errorTypeOf(status, body);
      if (error === "InvalidParameterException" && arns.length > 1) {
        const problems = [];
        for (const half of chunksOf(arns, Math.ceil(arns.length / 2))) problems.push(await ask(half, endsAt));
        return problems.find((problem) => problem !== undefined);
      }
      const pause = waitMilliseconds * (1 + random());
      if (isBusy(status, body) && waitMilliseconds <= longestWaitMilliseconds && now() + pause < endsAt) {
        await sleep(pause);
        return await ask(arns, endsAt, waitMilliseconds * 2);
      }
      if (error !== undefined) return error;
      const list = jsonFieldsOf(body)?.["ResourceTagMappingList"];
      if (!Array.isArray(list)) return "an answer without ResourceTagMappingList";
      const found = new Map(
        list.map((one) => [textOf(fieldsOf(one)?.["ResourceARN"]), fieldsOf(one)?.["Tags"]]),
      );
      for (const arn of arns) keep(arn, tagsOf(found.get(arn)));
      return undefined;
    } catch (error) {
      return failureOf(error);
    }
  };

  const isFresh = (arn: string): boolean => {
    const one = kept.get(arn);
    return one !== undefined && now() - one.readAt < keptMilliseconds;
  };

  return async (arns) => {
    const own = [...new Set(arns)].filter((arn) => [undefined, region].includes(parseArn(arn)?.region));
    const unread = own.filter((arn) => !isFresh(arn));
    for (const arn of unread) kept.delete(arn);
    const endsAt = now() + budgetMilliseconds;
    let problem: string | undefined;
    for (const chunk of chunksOf(unread, maxArns)) {
      const chunkProblem = await ask(chunk, endsAt);
      problem ??= chunkProblem;
    }
    const tags = new Map(
      own.flatMap((arn) => {
        const one = kept.get(arn);
        return one ? [[arn, one.tags] as const] : [];
      }),
    );
    return { tags, ...(problem !== undefined && { problem }) };
  };
};
