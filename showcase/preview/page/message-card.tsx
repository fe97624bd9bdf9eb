/// <reference lib="dom" />
import type { ReactNode } from "react";
import { Message } from "../../../local/slack/page/message";
import type { Theme } from "../../../local/slack/page/theme";
import { senderName } from "../../sender";
import type { Entry } from "../gallery";

type Look = { readonly entry: Entry; readonly theme: Theme };

/** Color never stands alone, here as in the messages. */
const shapes = { danger: "■", warning: "▲", good: "●", neutral: "○" } as const;

const Slack = (props: {
  readonly where: string;
  readonly message: Entry["message"];
  readonly sentAt: string;
  readonly theme: Theme;
  readonly width: "wide" | "phone";
  /** The picture's name. */
  readonly picture?: string;
}) => (
  <figure className={`look ${props.width}`}>
    <figcaption>
      {props.where}, {props.width} · {props.theme}
    </figcaption>
    <div className="paper" data-theme={props.theme} data-picture={props.picture}>
      <Message sender={senderName} at={new Date(props.sentAt)} message={props.message} />
    </div>
  </figure>
);

/** A message, and below it what a bot posts in its thread. */
const InSlack = ({ entry, theme, width }: Look & { readonly width: "wide" | "phone" }) => {
  const shared = { sentAt: entry.sentAt, theme, width };
  return (
    <>
      <Slack where="Slack" message={entry.message} picture={`${entry.id}-${width}-${theme}`} {...shared} />
      {entry.inThread && <Slack where="In its thread" message={entry.inThread.message} {...shared} />}
    </>
  );
};

const LockScreen = ({ entry, theme }: Look) => (
  <figure className="look phone">
    <figcaption>Lock screen · {theme}</figcaption>
    <div className="lock" data-theme={theme} data-picture={`${entry.id}-lock-${theme}`}>
      <div className="banner">
        <p className="banner-app">
          <span>{senderName}</span> <span className="at">now</span>
        </p>
        <p className="banner-text">{entry.spoken.lockScreen}</p>
      </div>
    </div>
  </figure>
);

const ScreenReader = (props: { readonly title: string; readonly spoken: Entry["spoken"] }) => (
  <figure className="look spoken">
    <figcaption>{props.title}</figcaption>
    <div className="paper">
      <p className="announced">{props.spoken.notification}</p>
      <ol>
        {props.spoken.lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a message never change their order.
          <li key={index}>{line}</li>
        ))}
      </ol>
    </div>
  </figure>
);

/** A message in Slack, on a lock screen, and as a screen reader reads it. */
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
      <p className="summary">
        <span>
          <span className="shape" data-severity={entry.severity} aria-hidden="true">
            {shapes[entry.severity]}
          </span>{" "}
          {entry.severity}
        </span>{" "}
        <code>{entry.kind}</code>
        {entry.channel !== undefined && <span>in channel {entry.channel}</span>}
        {entry.isCounted && <span>counted in the message of its plan run</span>}
        {!entry.isPosted && <span>logged, not posted in stage {stage}</span>}
      </p>
      <div className="looks">
        <div className="column wide">
          {themes.map((theme) => (
            <InSlack key={theme} entry={entry} theme={theme} width="wide" />
          ))}
          <ScreenReader title="Screen reader" spoken={entry.spoken} />
          {entry.inThread && (
            <ScreenReader title="Screen reader, in the thread" spoken={entry.inThread.spoken} />
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
