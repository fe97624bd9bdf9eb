/// <reference lib="dom" />
import type { ReactNode } from "react";
import { MessageBody } from "../../../local/slack/page/message";
import type { Entry } from "../gallery";

type Look = { readonly entry: Entry; readonly theme: "light" | "dark" };

/** Colour is never the only sign, here as in the messages. */
const signs = { danger: "■", warning: "▲", good: "●", neutral: "○" } as const;

const Slack = ({ entry, theme, width }: Look & { readonly width: "wide" | "phone" }) => (
  <figure className={`look ${width}`}>
    <figcaption>
      {width === "wide" ? "Slack, wide" : "Slack, phone"} · {theme}
    </figcaption>
    <div className="paper" data-theme={theme} data-picture={`${entry.id}-${width}-${theme}`}>
      <div className="message">
        <div className="icon" aria-hidden="true">
          AB
        </div>
        <div className="content">
          <p className="sender">
            <strong>AWS Backup</strong> <span className="badge">APP</span> <span className="at">4:03 AM</span>
          </p>
          <MessageBody message={entry.message} />
        </div>
      </div>
    </div>
  </figure>
);

const LockScreen = ({ entry, theme }: Look) => (
  <figure className="look phone">
    <figcaption>Lock screen · {theme}</figcaption>
    <div className="lock" data-theme={theme} data-picture={`${entry.id}-lock-${theme}`}>
      <div className="banner">
        <p className="banner-app">
          <span>AWS Backup</span> <span className="at">now</span>
        </p>
        <p className="banner-text">{entry.spoken.lockScreen}</p>
      </div>
    </div>
  </figure>
);

const ScreenReader = ({ entry: { spoken } }: { readonly entry: Entry }) => (
  <figure className="look spoken">
    <figcaption>Screen reader</figcaption>
    <div className="paper">
      <p className="said">{spoken.notification}</p>
      <ol>
        {spoken.lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a message never change their order.
          <li key={index}>{line}</li>
        ))}
      </ol>
    </div>
  </figure>
);

/** A message as Slack shows it, on a locked phone, and as it is read out. */
export const MessageCard = (props: {
  readonly entry: Entry;
  readonly stage: string;
  readonly themes: readonly ("light" | "dark")[];
}): ReactNode => {
  const { entry, stage, themes } = props;
  return (
    <article className="card" id={entry.id} aria-labelledby={`${entry.id}-title`}>
      <h3 id={`${entry.id}-title`}>
        <a href={`#${entry.id}`}>{entry.title}</a>
      </h3>
      <p className="about">
        <span className="severity">
          <span className="sign" data-severity={entry.severity} aria-hidden="true">
            {signs[entry.severity]}
          </span>{" "}
          {entry.severity}
        </span>{" "}
        <code>{entry.kind}</code>
        {!entry.isPosted && <span className="muted">logged, not posted in stage {stage}</span>}
      </p>
      <div className="looks">
        <div className="column wide">
          {themes.map((theme) => (
            <Slack key={theme} entry={entry} theme={theme} width="wide" />
          ))}
          <ScreenReader entry={entry} />
        </div>
        <div className="column phone">
          {themes.map((theme) => (
            <LockScreen key={theme} entry={entry} theme={theme} />
          ))}
          {themes.map((theme) => (
            <Slack key={theme} entry={entry} theme={theme} width="phone" />
          ))}
        </div>
      </div>
    </article>
  );
};
