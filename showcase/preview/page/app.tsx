/// <reference lib="dom" />
import { type ReactNode, useEffect, useState } from "react";
import { createRoot } from "react-dom/client";
import { sampleGroups } from "../../samples/sample";
import type { Entry, Gallery } from "../gallery";
import { MessageCard } from "./message-card";

type Theme = "light" | "dark";

/** What is shown: all of it, or what fits every one of these. Empty means all. */
type Filter = {
  readonly find: string;
  readonly group: string;
  readonly severity: string;
  readonly state: string;
};

const everything: Filter = { find: "", group: "", severity: "", state: "" };

const severities = ["danger", "warning", "good", "neutral"] as const;

/** `failed` of `backup.failed`; a kind without states is its own. */
const stateOf = ({ kind }: Entry): string => kind.split(".")[1] ?? kind;

const wordsOf = ({ title, kind, spoken, inThread, channel = "" }: Entry): string =>
  [title, kind, channel, spoken.notification, ...spoken.lines, ...(inThread?.spoken.lines ?? [])]
    .join("\n")
    .toLowerCase();

const fits = (entry: Entry, { find, group, severity, state }: Filter): boolean =>
  (group === "" || entry.group === group) &&
  (severity === "" || entry.severity === severity) &&
  (state === "" || stateOf(entry) === state) &&
  find
    .toLowerCase()
    .split(" ")
    .every((word) => wordsOf(entry).includes(word));

/** The filter stands in the address, so that it can be sent on. */
const filterInAddress = (): Filter => {
  const query = new URLSearchParams(location.search);
  const given = (name: string): string => query.get(name) ?? "";
  return {
    find: given("find"),
    group: given("group"),
    severity: given("severity"),
    state: given("state"),
  };
};

const writeAddress = (filter: Filter): void => {
  if (location.protocol === "file:") return; // A page on the disk may not change its address.
  const query = new URLSearchParams(Object.entries(filter).filter(([, value]) => value !== "")).toString();
  history.replaceState(null, "", `${location.pathname}${query && `?${query}`}${location.hash}`);
};

const Choice = (props: {
  readonly label: string;
  readonly value: string;
  readonly values: readonly string[];
  readonly onChange: (value: string) => void;
}) => (
  <label className="choice">
    <span>{props.label}</span>
    <select value={props.value} onChange={(event) => props.onChange(event.target.value)}>
      <option value="">all</option>
      {props.values.map((value) => (
        <option key={value}>{value}</option>
      ))}
    </select>
  </label>
);

const themesByChoice: Readonly<Record<string, readonly Theme[]>> = {
  light: ["light"],
  dark: ["dark"],
  both: ["light", "dark"],
};

const Contents = ({ entries }: { readonly entries: readonly Entry[] }) => (
  <nav className="contents" aria-label="Messages">
    {sampleGroups.map((group) => {
      const members = entries.filter((entry) => entry.group === group);
      return members.length === 0 ? null : (
        <section key={group}>
          <p className="contents-group">{group}</p>
          <ul>
            {members.map(({ id, title, severity }) => (
              <li key={id}>
                <a href={`#${id}`}>
                  <span className="dot" data-severity={severity} aria-hidden="true" />
                  {title}
                </a>
              </li>
            ))}
          </ul>
        </section>
      );
    })}
  </nav>
);

const Messages = (props: {
  readonly entries: readonly Entry[];
  readonly stage: string;
  readonly themes: readonly Theme[];
}): ReactNode =>
  sampleGroups.map((group) => {
    const members = props.entries.filter((entry) => entry.group === group);
    return members.length === 0 ? null : (
      <section key={group} className="group" aria-label={group}>
        <h2>{group}</h2>
        {members.map((entry) => (
          <MessageCard key={entry.id} entry={entry} stage={props.stage} themes={props.themes} />
        ))}
      </section>
    );
  });

const App = ({ gallery: { stage, entries } }: { readonly gallery: Gallery }) => {
  const [filter, setFilter] = useState(filterInAddress);
  const [colours, setColours] = useState<string>(
    matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light",
  );
  const themes = themesByChoice[colours] ?? ["light"];
  const shown = entries.filter((entry) => fits(entry, filter));
  const change = (part: Partial<Filter>): void => setFilter({ ...filter, ...part });
  useEffect(() => writeAddress(filter), [filter]);
  useEffect(() => {
    document.documentElement.dataset["theme"] = themes[0] ?? "light";
  }, [themes]);
  useEffect(() => {
    // The message was not there yet when the browser looked for it.
    document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
  }, []);
  return (
    <>
      <header className="top">
        <h1>Messages of stage {stage}</h1>
        <search className="filter">
          <label className="choice">
            <span>Find</span>
            <input
              type="search"
              value={filter.find}
              placeholder="a word of a message"
              onChange={(event) => change({ find: event.target.value })}
            />
          </label>
          <Choice
            label="Kind"
            value={filter.group}
            values={sampleGroups}
            onChange={(group) => change({ group })}
          />
          <Choice
            label="Severity"
            value={filter.severity}
            values={severities}
            onChange={(severity) => change({ severity })}
          />
          <Choice
            label="State"
            value={filter.state}
            values={[...new Set(entries.map(stateOf))].sort()}
            onChange={(state) => change({ state })}
          />
          <fieldset className="colours">
            <legend>Colours</legend>
            {Object.keys(themesByChoice).map((name) => (
              <label key={name}>
                <input
                  type="radio"
                  name="colours"
                  checked={colours === name}
                  onChange={() => setColours(name)}
                />
                {name}
              </label>
            ))}
          </fieldset>
        </search>
        <p className="count" role="status">
          {shown.length === entries.length
            ? `${entries.length} messages`
            : `${shown.length} of ${entries.length} messages`}
        </p>
      </header>
      <div className="page">
        <Contents entries={shown} />
        <main>
          {shown.length === 0 && (
            <p className="empty">
              No message fits.{" "}
              <button type="button" onClick={() => setFilter(everything)}>
                Show all
              </button>
            </p>
          )}
          <Messages entries={shown} stage={stage} themes={themes} />
        </main>
      </div>
    </>
  );
};

const root = document.getElementById("app");
const data = document.getElementById("gallery")?.textContent;
if (root && data) createRoot(root).render(<App gallery={JSON.parse(data)} />);
