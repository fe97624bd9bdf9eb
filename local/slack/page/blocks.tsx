import type { ActionsBlock, ContextBlock, KnownBlock, SectionBlock } from "@slack/types";
import { emojiOf } from "../emoji";
import { decode } from "../mrkdwn";
import { mrkdwn } from "./mrkdwn";

type Text = { readonly type: string; readonly text: string };

const Words = ({ text: { type, text } }: { readonly text: Text }) =>
  type === "mrkdwn"
    ? mrkdwn(text)
    : decode(text).replace(/:([a-z0-9_+-]+):/g, (_, name: string) => emojiOf(name));

const Section = ({ block }: { readonly block: SectionBlock }) => (
  <div className="section">
    {block.text && (
      <div className="words">
        <Words text={block.text} />
      </div>
    )}
    {block.fields && (
      <div className="fields">
        {block.fields.map((field) => (
          <div key={field.text} className="words">
            <Words text={field} />
          </div>
        ))}
      </div>
    )}
  </div>
);

const Context = ({ block }: { readonly block: ContextBlock }) => (
  <div className="context">
    {block.elements.map((element) =>
      element.type === "image" ? null : <Words key={element.text} text={element} />,
    )}
  </div>
);

const Actions = ({ block }: { readonly block: ActionsBlock }) => (
  <div className="actions">
    {block.elements.map((element) =>
      element.type === "button" && element.url ? (
        <a key={element.url} className="button" href={element.url} target="_blank" rel="noopener noreferrer">
          <Words text={element.text} />
        </a>
      ) : null,
    )}
  </div>
);

const Block = ({ block }: { readonly block: KnownBlock }) => {
  switch (block.type) {
    case "section":
      return <Section block={block} />;
    case "context":
      return <Context block={block} />;
    case "actions":
      return <Actions block={block} />;
    case "divider":
      return <hr />;
    case "header":
      return (
        <h2>
          <Words text={block.text} />
        </h2>
      );
    default:
      // Slack would show it; this page says that it cannot.
      return <p className="unsupported">A block of type “{block.type}”, which this page cannot show.</p>;
  }
};

/** Shows the blocks of a message or an attachment, one below the other. */
export const Blocks = ({ blocks }: { readonly blocks: readonly KnownBlock[] }) =>
  blocks.map((block, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the blocks of a message never change their order.
    <Block key={index} block={block} />
  ));
