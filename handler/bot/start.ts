import type { Aws } from "../aws-request";
import type { Surroundings } from "../cards/place";
import type { Channel, Channels } from "../channel";
import type { BotSettings } from "../env";
import type { History } from "../history";
import type { Http } from "../http";
import { createPatientChannel } from "../patient-channel";
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

/** The channels of a stage with a bot. Its token is read already; should that fail, the first event asks again. */
export const startBot = async ({
  tokenParameterName: parameterName,
  history,
  channel: mainChannel,
  furtherChannels,
  ...options
}: StartOptions): Promise<Channels> => {
  const token = createSecret({
    what: "bot token",
    storeCommand: `npm run set-bot-token -- ${options.stage}`,
    parameterName,
    aws: options.aws,
    check: checkBotToken,
  });
  await token();
  const open = (channel: string): Channel =>
    createPatientChannel(createBotChannel({ ...options, channel, token, posts: history }));
  const main = open(mainChannel);
  const further = new Map(Object.entries(furtherChannels).map(([name, id]) => [name, open(id)]));
  return (name) => further.get(name ?? "") ?? main;
};
