/// <reference lib="dom" />
import { useEffect, useState } from "react";
import { createRoot } from "react-dom/client";
import type { ReceivedMessage } from "../slack";
import { Blocks } from "./blocks";
import { decode, mrkdwn } from "./mrkdwn";

type Theme = "light" | "dark";

/** Slack's named colours. */
const namedColors: Readonly<Record<string, string>> = {
  good: "#2EB67D",
  warning: "#ECB22E",
  danger: "#E01E5A",
};

/** The colours that call for somebody: what the filter keeps. */
const alarming = ["#E01E5A", "#ECB22E", "danger", "warning"];

const isAlarming = ({ attachments }: ReceivedMessage): boolean =>
  attachments.some(({ color }) => color !== undefined && alarming.includes(color));

const useMessages = (): readonly ReceivedMessage[] => {
  const [messages, setMessages] = useState<readonly ReceivedMessage[]>([]);
  useEffect(() => {
    const source = new EventSource("/messages");
    // A page that lost its connection gets every message again.
    source.onopen = () => setMessages([]);
    source.onmessage = (event) => setMessages((known) => [...known, JSON.parse(event.data)]);
    return () => source.close();
  }, []);
  return messages;
};

const preferredTheme = (): Theme => (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");

const Card = ({ message }: { readonly message: ReceivedMessage }) => {
  const [showsNotification, setShowsNotification] = useState(false);
  const received = new Date(message.receivedAt);
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
        {showsNotification && (
          <p className="notification">
            <b>Slack · #backups</b>
            <br />
            {decode(message.text)}
          </p>
        )}
        {/* Slack shows the text unless top-level blocks take its place; above attachments it stands. */}
        {message.blocks.length === 0 && message.text !== "" && <p className="text">{mrkdwn(message.text)}</p>}
        {message.blocks.length > 0 && <Blocks blocks={message.blocks} />}
        {message.attachments.map((attachment) => (
          <div
            key={attachment.id}
            className="attachment"
            style={{ borderLeftColor: namedColors[attachment.color ?? ""] ?? attachment.color ?? "#dddddd" }}
          >
            <Blocks blocks={attachment.blocks} />
          </div>
        ))}
      </div>
    </article>
  );
};

const App = () => {
  const messages = useMessages();
  const [theme, setTheme] = useState<Theme>(preferredTheme);
  const [onlyAlarming, setOnlyAlarming] = useState(false);
  const shown = onlyAlarming ? messages.filter(isAlarming) : messages;
  useEffect(() => {
    document.documentElement.dataset["theme"] = theme;
  }, [theme]);
  return (
    <main>
      <nav>
        <h1># backups</h1>
        <span className="count">{messages.length === 1 ? "1 message" : `${messages.length} messages`}</span>
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
          <Card key={message.id} message={message} />
        ))}
      </div>
    </main>
  );
};

const root = document.getElementById("app");
if (root) createRoot(root).render(<App />);
