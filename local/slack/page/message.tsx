import { decode } from "../mrkdwn";
import type { AcceptedMessage } from "../payload";
import { Blocks } from "./blocks";
import { mrkdwn } from "./mrkdwn";

/** Slack's named colours. */
const namedColors: Readonly<Record<string, string>> = {
  good: "#2EB67D",
  warning: "#ECB22E",
  danger: "#E01E5A",
};

/** What stands below a message's sender: text or blocks, then the attachments with their bars of colour. */
export const MessageBody = ({ message }: { readonly message: AcceptedMessage }) => (
  <>
    {/* Slack shows the text unless top-level blocks take its place; above attachments it stands. */}
    {message.blocks.length === 0 && message.text !== "" && (
      <p className="text">{message.mrkdwn === false ? decode(message.text) : mrkdwn(message.text)}</p>
    )}
    {message.blocks.length > 0 && <Blocks blocks={message.blocks} />}
    {message.attachments.map((attachment) => (
      <div
        key={attachment.id}
        className="attachment"
        style={{ borderLeftColor: namedColors[attachment.color ?? ""] ?? attachment.color ?? "#dddddd" }}
      >
        {attachment.text && <p className="text">{mrkdwn(attachment.text)}</p>}
        <Blocks blocks={attachment.blocks} />
      </div>
    ))}
  </>
);
