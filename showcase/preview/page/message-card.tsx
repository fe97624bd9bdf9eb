/// <reference lib="dom" />
import type { ReactNode } from "react";
import { MessageBody } from "../../../local/slack/page/message";
import type { Entry } from "../gallery";

type Theme = "light" | "dark";

type Look = { readonly entry: Entry; readonly theme: Theme };

/** Colour is never the only sign, here as in the messages. */
const signs = { danger: "■", warning: "▲", good: "●", neutral: "○" } as const;

const Slack = (props: {
  readonly where: string;
  readonly message: Entry["message"];
  readonly theme: Theme;
  readonly width: "wide" | "phone";
  /** Names it for pictures. */
  readonly picture?: string;
}) => (
  <figure className={`look ${props.width}`}>
    <figcaption>
      {props.where}, {props.width} · {props.theme}
    </figcaption>
    <div className="paper" data-theme={props.theme} data-picture={props.picture}>
      <div className="message">
        <div className="icon" aria-hidden="true">
          AB
        </div>
        <div className="content">
          <p className="sender">
            <strong>AWS Backup</strong> <span className="badge">APP</span> <span className="at">4:03 AM</span>
          </p>
          <MessageBody message={props.message} />
        </div>
      </div>
    </div>
  </figure>
);

/** A message, and under it what a bot tells in its thread. */
const InSlack = ({ entry, theme, width }: Look & { readonly width: "wide" | "phone" }) => (
  <>
    <Slack
      where="Slack"
      message={entry.message}
      theme={theme}
      width={width}
      picture={`${entry.id}-${width}-${theme}`}
    />
    {entry.inThread && (
      <Slack where="In its thread" message={entry.inThread.message} theme={theme} width={width} />
    )}
  </>
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

const ScreenReader = (props: { readonly what: string; readonly spoken: Entry["spoken"] }) => (
  <figure className="look spoken">
    <figcaption>{props.what}</figcaption>
    <div className="paper">
      <p className="said">{props.spoken.notification}</p>
      <ol>
        {props.spoken.lines.map((line, index) => (
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
  readonly themes: readonly Theme[];
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
        {entry.channel !== undefined && <span className="channel">in channel {entry.channel}</span>}
        {!entry.isPosted && <span className="muted">logged, not posted in stage {stage}</span>}
      </p>
      <div className="looks">
        <div className="column wide">
          {themes.map((theme) => (
            <InSlack key={theme} entry={entry} theme={theme} width="wide" />
          ))}
          <ScreenReader what="Screen reader" spoken={entry.spoken} />
          {entry.inThread && (
            <ScreenReader what="Screen reader, in the thread" spoken={entry.inThread.spoken} />
          )}
        </div>
        <div className="column phone">
          {themes.map((theme) => (
            <LockScreen key={theme} entry={entry} theme={theme} />
          ))}
          {themes.map((theme) => (
            <InSlack key={theme} entry={entry} theme={theme} width="phone" />
          ))}
        </div>
      </div>
    </article>
  );
};
