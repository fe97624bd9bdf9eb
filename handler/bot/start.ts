import type { Aws } from "../aws-request";
import type { Surroundings } from "../cards/place";
import type { Channel } from "../channel";
import type { BotSettings } from "../env";
import type { History } from "../history";
import type { Http } from "../http";
import { createSecret } from "../secret";
import { createBotChannel } from "./bot-channel";
import { checkBotToken } from "./bot-token";

export type StartOptions = BotSettings &
  Surroundings & {
    readonly aws: Aws;
    readonly http: Http;
    readonly history: History;
    readonly sleep: (milliseconds: number) => Promise<void>;
  };

/** The channel of a stage with a bot. Its token is read already; should that fail, the first event asks again. */
export const startBot = async ({
  tokenParameterName: parameterName,
  history,
  ...options
}: StartOptions): Promise<Channel> => {
  const token = createSecret({
    what: "bot token",
    storeCommand: `npm run set-bot-token -- ${options.stage}`,
    parameterName,
    aws: options.aws,
    check: checkBotToken,
  });
  await token();
  return createBotChannel({ ...options, token, posts: history });
};
