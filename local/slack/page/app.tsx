/// <reference lib="dom" />
import { useEffect, useState } from "react";
import { createRoot } from "react-dom/client";
import { decode } from "../mrkdwn";
import { spokenOf } from "../spoken";
import { colorNameOf } from "./color";
import { countOf } from "./count";
import { Message } from "./message";
import type { PageData, ShownMessage } from "./page";
import { applyTheme, preferredTheme, type Theme } from "./theme";

const isProblem = ({ attachments }: ShownMessage): boolean =>
  attachments.some(({ color }) => ["danger", "warning"].includes(colorNameOf(color) ?? ""));

/** An edited message keeps its position. */
const withMessage = (known: readonly ShownMessage[], message: ShownMessage): readonly ShownMessage[] =>
  known.some(({ id }) => id === message.id)
    ? known.map((one) => (one.id === message.id ? message : one))
    : [...known, message];

const isInChannel = ({ threadTs, isBroadcast }: ShownMessage): boolean =>
  threadTs === undefined || isBroadcast === true;

const repliesTo = (
  { ts, channel, threadTs }: ShownMessage,
  messages: readonly ShownMessage[],
): readonly ShownMessage[] =>
  channel === undefined || threadTs !== undefined
    ? []
    : messages.filter((one) => one.channel === channel && one.threadTs === ts);

const useMessages = (): readonly ShownMessage[] => {
  const [messages, setMessages] = useState<readonly ShownMessage[]>([]);
  useEffect(() => {
    const source = new EventSource("/messages");
    // A page that lost its connection receives every message again.
    source.onopen = () => setMessages([]);
    source.onmessage = (event) => setMessages((known) => withMessage(known, JSON.parse(event.data)));
    return () => source.close();
  }, []);
  return messages;
};

type CardProps = {
  readonly message: ShownMessage;
  readonly all: readonly ShownMessage[];
  readonly sender: string;
  readonly isReply?: boolean;
};

const Thread = (props: { readonly replies: readonly ShownMessage[]; readonly sender: string }) => {
  const [isOpen, setIsOpen] = useState(false);
  const { replies, sender } = props;
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
            <Card key={reply.id} message={reply} all={[]} sender={sender} isReply />
          ))}
        </div>
      )}
    </div>
  );
};

const Card = ({ message, all, sender, isReply = false }: CardProps) => {
  const [showsNotification, setShowsNotification] = useState(false);
  const replies = repliesTo(message, all);
  const parent = isReply ? undefined : all.find(({ ts }) => ts === message.threadTs);
  const toggle = (
    <button
      type="button"
      aria-expanded={showsNotification}
      onClick={() => setShowsNotification((shown) => !shown)}
    >
      Notification
    </button>
  );
  const below = (
    <>
      {message.editedAt !== undefined && <p className="edited">(edited)</p>}
      {replies.length > 0 && <Thread replies={replies} sender={sender} />}
    </>
  );
  return (
    <article>
      {message.note !== undefined && <p className="note">{message.note}</p>}
      <Message
        sender={sender}
        at={new Date(message.receivedAt)}
        message={message}
        controls={toggle}
        below={below}
      >
        {parent && <p className="broadcast">replied to a thread: {decode(parent.text)}</p>}
        {isReply && message.isBroadcast && <p className="broadcast">also sent to the channel</p>}
        {showsNotification && (
          <p className="notification">
            <b>Slack · #backups</b>
            <br />
            {spokenOf(message).notification}
          </p>
        )}
      </Message>
    </article>
  );
};

const App = ({ sender, banner }: PageData) => {
  const messages = useMessages();
  const [theme, setTheme] = useState<Theme>(preferredTheme);
  const [onlyProblems, setOnlyProblems] = useState(false);
  const inChannel = messages.filter(isInChannel);
  const shown = onlyProblems ? inChannel.filter(isProblem) : inChannel;
  useEffect(() => applyTheme(theme), [theme]);
  return (
    <main>
      {banner.length > 0 && (
        <aside className="banner" aria-label="About this page">
          {banner.map((line) => (
            <p key={line}>{line}</p>
          ))}
        </aside>
      )}
      <nav>
        <h1># backups</h1>
        <span className="count" role="status">
          {countOf(shown.length, inChannel.length)}
        </span>
        <button type="button" aria-pressed={onlyProblems} onClick={() => setOnlyProblems((only) => !only)}>
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
          <Card key={message.id} message={message} all={messages} sender={sender} />
        ))}
      </div>
    </main>
  );
};

const root = document.getElementById("app");
const data = document.getElementById("page")?.textContent;
if (root && data) createRoot(root).render(<App {...JSON.parse(data)} />);
