import type { Http } from "../../aws/http";
import type { Aws } from "../../aws/request";
import { createSecret } from "../../aws/ssm-secret";
import type { EditLedger } from "../../deduplicate/ledger";
import type { SentHistory } from "../../deduplicate/sent-history";
import type { BotSettings } from "../../env";
import { operandsOf, type Place } from "../../model/place";
import type { Channel, Channels } from "../channel";
import { createThrottledChannel } from "../throttled-channel";
import { createBotChannel } from "./bot-channel";
import { createEdits } from "./edits";
import { checkBotToken } from "./token";

export type BotChannelsOptions = BotSettings &
  Place & {
    readonly aws: Aws;
    readonly http: Http;
    readonly history: SentHistory;
    readonly sleep: (milliseconds: number) => Promise<void>;
    readonly ledger: EditLedger | undefined;
    /** Hears of each job whose messages keep an old state, and why. */
    readonly onSkipped: (subject: string, reason: string) => void;
  };

/** The channels of a stage with a bot. Its token is read already; should that fail, the first event asks again. */
export const createBotChannels = async ({
  tokenParameterName: parameterName,
  history,
  channel: mainChannel,
  furtherChannels,
  ...options
}: BotChannelsOptions): Promise<Channels> => {
  const token = createSecret({
    what: "bot token",
    storeCommand: `npm run set-bot-token -- ${operandsOf(options)}`,
    parameterName,
    aws: options.aws,
    check: checkBotToken,
  });
  await token();
  const edits = createEdits({ ...options, token });
  const channelOf = (channel: string): Channel =>
    createThrottledChannel(createBotChannel({ ...options, channel, token, posts: history, edits }));
  const main = channelOf(mainChannel);
  const further = new Map(Object.entries(furtherChannels).map(([name, id]) => [name, channelOf(id)]));
  return (name) => further.get(name ?? "") ?? main;
};
