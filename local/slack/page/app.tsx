/// <reference lib="dom" />
import { useEffect, useState } from "react";
import { createRoot } from "react-dom/client";
import type { ReceivedMessage } from "../message-log";
import { decode } from "../mrkdwn";
import { spokenOf } from "../spoken";
import { MessageBody } from "./message";

type Theme = "light" | "dark";

/** The colours that call for somebody: what the filter keeps. */
const alarming = ["#E01E5A", "#ECB22E", "danger", "warning"];

const isAlarming = ({ attachments }: ReceivedMessage): boolean =>
  attachments.some(({ color }) => color !== undefined && alarming.includes(color));

/** An edited message stays where it is. */
const withMessage = (
  known: readonly ReceivedMessage[],
  message: ReceivedMessage,
): readonly ReceivedMessage[] =>
  known.some(({ id }) => id === message.id)
    ? known.map((one) => (one.id === message.id ? message : one))
    : [...known, message];

const isInChannel = ({ threadTs, isBroadcast }: ReceivedMessage): boolean =>
  threadTs === undefined || isBroadcast === true;

const repliesTo = (
  { ts, channel, threadTs }: ReceivedMessage,
  messages: readonly ReceivedMessage[],
): readonly ReceivedMessage[] =>
  channel === undefined || threadTs !== undefined
    ? []
    : messages.filter((one) => one.channel === channel && one.threadTs === ts);

const useMessages = (): readonly ReceivedMessage[] => {
  const [messages, setMessages] = useState<readonly ReceivedMessage[]>([]);
  useEffect(() => {
    const source = new EventSource("/messages");
    // A page that lost its connection gets every message again.
    source.onopen = () => setMessages([]);
    source.onmessage = (event) => setMessages((known) => withMessage(known, JSON.parse(event.data)));
    return () => source.close();
  }, []);
  return messages;
};

const preferredTheme = (): Theme => (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");

type CardProps = {
  readonly message: ReceivedMessage;
  readonly all: readonly ReceivedMessage[];
  /** A card in a thread. */
  readonly isReply?: boolean;
};

const Thread = ({ replies }: { readonly replies: readonly ReceivedMessage[] }) => {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <div className="thread">
      <button
        type="button"
        className="toggle"
        aria-expanded={isOpen}
        onClick={() => setIsOpen((open) => !open)}
      >
        {replies.length === 1 ? "1 reply" : `${replies.length} replies`}
      </button>
      {isOpen && (
        <div className="replies">
          {replies.map((reply) => (
            <Card key={reply.id} message={reply} all={[]} isReply />
          ))}
        </div>
      )}
    </div>
  );
};

const Card = ({ message, all, isReply = false }: CardProps) => {
  const [showsNotification, setShowsNotification] = useState(false);
  const received = new Date(message.receivedAt);
  const replies = repliesTo(message, all);
  const parent = isReply ? undefined : all.find(({ ts }) => ts === message.threadTs);
  return (
    <article className="message" data-alarming={isAlarming(message)}>
      <div className="icon" aria-hidden="true">
        BN
      </div>
      <div className="content">
        <header>
          <strong>AWS Backup notifications</strong> <span className="badge">APP</span>{" "}
          <time dateTime={received.toISOString()}>
            {received.toLocaleTimeString([], { hour: "numeric", minute: "2-digit" })}
          </time>
          <button
            type="button"
            aria-expanded={showsNotification}
            onClick={() => setShowsNotification((shown) => !shown)}
          >
            Notification
          </button>
        </header>
        {parent && <p className="broadcast">replied to a thread: {decode(parent.text)}</p>}
        {isReply && message.isBroadcast && <p className="broadcast">also sent to the channel</p>}
        {showsNotification && (
          <p className="notification">
            <b>Slack · #backups</b>
            <br />
            {spokenOf(message).notification}
          </p>
        )}
        <MessageBody message={message} />
        {message.editedAt !== undefined && <p className="edited">(edited)</p>}
        {replies.length > 0 && <Thread replies={replies} />}
      </div>
    </article>
  );
};

const App = () => {
  const messages = useMessages();
  const [theme, setTheme] = useState<Theme>(preferredTheme);
  const [onlyAlarming, setOnlyAlarming] = useState(false);
  const inChannel = messages.filter(isInChannel);
  const shown = onlyAlarming ? inChannel.filter(isAlarming) : inChannel;
  useEffect(() => {
    document.documentElement.dataset["theme"] = theme;
  }, [theme]);
  return (
    <main>
      <nav>
        <h1># backups</h1>
        <span className="count">{inChannel.length === 1 ? "1 message" : `${inChannel.length} messages`}</span>
        <button type="button" aria-pressed={onlyAlarming} onClick={() => setOnlyAlarming((only) => !only)}>
          Problems
        </button>
        <button type="button" onClick={() => setTheme(theme === "dark" ? "light" : "dark")}>
          {theme === "dark" ? "Light" : "Dark"}
        </button>
      </nav>
      <div role="log" aria-live="polite" aria-label="Messages">
        {shown.length === 0 && (
          <p className="empty">
            {messages.length === 0
              ? "No messages yet. They appear here as AWS Backup sends its events."
              : "No problems."}
          </p>
        )}
        {shown.map((message) => (
          <Card key={message.id} message={message} all={messages} />
        ))}
      </div>
    </main>
  );
};

const root = document.getElementById("app");
if (root) createRoot(root).render(<App />);
