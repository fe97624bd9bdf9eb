import type { ReactNode } from "react";
import { decode } from "../mrkdwn";
import type { AcceptedMessage } from "../payload";
import { Blocks } from "./blocks";
import { cssColorOf } from "./color";
import { mrkdwn } from "./mrkdwn";

/** The content of a message: text or blocks, then the attachments with their color bars. */
const Body = ({ message }: { readonly message: AcceptedMessage }) => (
  <>
    {/* Top-level blocks replace the text; attachments do not. */}
    {message.blocks.length === 0 && message.text !== "" && (
      <p className="text">{message.mrkdwn === false ? decode(message.text) : mrkdwn(message.text)}</p>
    )}
    {message.blocks.length > 0 && <Blocks blocks={message.blocks} />}
    {message.attachments.map((attachment) => (
      <div
        key={attachment.id}
        className="attachment"
        style={{ borderLeftColor: cssColorOf(attachment.color) }}
      >
        {attachment.text && <p className="text">{mrkdwn(attachment.text)}</p>}
        <Blocks blocks={attachment.blocks} />
      </div>
    ))}
  </>
);

/** The sender's picture: the initials of its name. */
const initialsOf = (name: string): string =>
  name
    .split(" ")
    .map((word) => word.charAt(0))
    .join("")
    .slice(0, 2);

/** A message as a channel shows it: who sent it, when, and its content. */
export const Message = (props: {
  readonly sender: string;
  readonly at: Date;
  readonly message: AcceptedMessage;
  /** At the end of the sender's line. */
  readonly controls?: ReactNode;
  /** Between the sender's line and the content. */
  readonly children?: ReactNode;
  /** Below the content. */
  readonly below?: ReactNode;
}) => (
  <div className="message">
    <div className="icon" aria-hidden="true">
      {initialsOf(props.sender)}
    </div>
    <div className="content">
      <header>
        <strong>{props.sender}</strong> <span className="badge">APP</span>{" "}
        <time dateTime={props.at.toISOString()}>
          {props.at.toLocaleTimeString([], { hour: "numeric", minute: "2-digit" })}
        </time>
        {props.controls}
      </header>
      {props.children}
      <Body message={props.message} />
      {props.below}
    </div>
  </div>
);
