/// <reference lib="dom" />
import { type ReactNode, useEffect, useState } from "react";
import { createRoot } from "react-dom/client";
import { countOf } from "../../../local/slack/page/count";
import { applyTheme, preferredTheme, type Theme } from "../../../local/slack/page/theme";
import { type SampleGroup, sampleGroups } from "../../samples/sample";
import type { Entry, Gallery } from "../gallery";
import { MessageCard } from "./message-card";

/** Problems first. */
const severities = ["danger", "warning", "good", "neutral"] as const;

/** `failed` of `backup.failed`; a kind without states is its own state. */
const stateOf = ({ kind }: Entry): string => kind.split(".")[1] ?? kind;

type Choice = {
  readonly name: "group" | "severity" | "state";
  readonly label: string;
  readonly read: (entry: Entry) => string;
  readonly optionsIn: (entries: readonly Entry[]) => readonly string[];
};

const choices: readonly Choice[] = [
  { name: "group", label: "Kind", read: ({ group }) => group, optionsIn: () => sampleGroups },
  { name: "severity", label: "Severity", read: ({ severity }) => severity, optionsIn: () => severities },
  {
    name: "state",
    label: "State",
    read: stateOf,
    optionsIn: (entries) => [...new Set(entries.map(stateOf))].sort(),
  },
];

/** Which messages are shown: those that match every field. An empty field matches all. */
type Filter = Readonly<Record<"find" | Choice["name"], string>>;

const everything: Filter = { find: "", group: "", severity: "", state: "" };

const wordsOf = ({ title, kind, spoken, inThread, channel = "" }: Entry): string =>
  [title, kind, channel, spoken.notification, ...spoken.lines, ...(inThread?.spoken.lines ?? [])]
    .join("\n")
    .toLowerCase();

const matches = (entry: Entry, filter: Filter): boolean =>
  choices.every(({ name, read }) => filter[name] === "" || filter[name] === read(entry)) &&
  filter.find
    .toLowerCase()
    .split(" ")
    .every((word) => wordsOf(entry).includes(word));

type Group = { readonly group: SampleGroup; readonly members: readonly Entry[] };

const groupsOf = (entries: readonly Entry[]): readonly Group[] =>
  sampleGroups.flatMap((group) => {
    const members = severities.flatMap((severity) =>
      entries.filter((entry) => entry.group === group && entry.severity === severity),
    );
    return members.length === 0 ? [] : [{ group, members }];
  });

/** The address contains the filter, so that a reader can share it. */
const filterInAddress = (): Filter => {
  const query = new URLSearchParams(location.search);
  const given = (name: string): string => query.get(name) ?? "";
  return { find: given("find"), group: given("group"), severity: given("severity"), state: given("state") };
};

const writeAddress = (filter: Filter): void => {
  if (location.protocol === "file:") return; // A file cannot change its address.
  const query = new URLSearchParams(Object.entries(filter).filter(([, value]) => value !== "")).toString();
  history.replaceState(null, "", `${location.pathname}${query && `?${query}`}${location.hash}`);
};

const themesByChoice: Readonly<Record<string, readonly Theme[]>> = {
  light: ["light"],
  dark: ["dark"],
  both: ["light", "dark"],
};

const Contents = ({ groups }: { readonly groups: readonly Group[] }) => (
  <nav className="contents" aria-label="Messages">
    <details open={matchMedia("(min-width: 1500px)").matches}>
      <summary>Contents</summary>
      <div className="contents-groups">
        {groups.map(({ group, members }) => (
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
        ))}
      </div>
    </details>
  </nav>
);

const Messages = (props: {
  readonly groups: readonly Group[];
  readonly stage: string;
  readonly themes: readonly Theme[];
  readonly isFiltered: boolean;
}): ReactNode =>
  props.groups.map(({ group, members }) => {
    const cards = members.map((entry) => (
      <MessageCard key={entry.id} entry={entry} stage={props.stage} themes={props.themes} />
    ));
    return (
      <section key={group} className="group" aria-label={group}>
        <h2>{group}</h2>
        {group === "Services" ? (
          <details className="folded" open={props.isFiltered}>
            <summary>{countOf(members.length, members.length)} that differ only in the service</summary>
            {cards}
          </details>
        ) : (
          cards
        )}
      </section>
    );
  });

/** Scrolls to the message that the address names, and unfolds it. */
const showAnchor = (): void => {
  const card = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  card?.closest("details")?.setAttribute("open", "");
  card?.scrollIntoView();
};

const App = ({ gallery: { stage, entries } }: { readonly gallery: Gallery }) => {
  const [filter, setFilter] = useState(filterInAddress);
  const [colors, setColors] = useState<string>(preferredTheme);
  const themes = themesByChoice[colors] ?? ["light"];
  const shown = entries.filter((entry) => matches(entry, filter));
  const groups = groupsOf(shown);
  const change = (part: Partial<Filter>): void => setFilter({ ...filter, ...part });
  useEffect(() => writeAddress(filter), [filter]);
  useEffect(() => applyTheme(themes[0] ?? "light"), [themes]);
  useEffect(() => {
    // When the browser looked for the message, the page was still empty.
    showAnchor();
    addEventListener("hashchange", showAnchor);
    return () => removeEventListener("hashchange", showAnchor);
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
          {choices.map(({ name, label, optionsIn }) => (
            <label key={name} className="choice">
              <span>{label}</span>
              <select value={filter[name]} onChange={(event) => change({ [name]: event.target.value })}>
                <option value="">all</option>
                {optionsIn(entries).map((value) => (
                  <option key={value}>{value}</option>
                ))}
              </select>
            </label>
          ))}
          <fieldset className="colors">
            <legend>Colors</legend>
            {Object.keys(themesByChoice).map((name) => (
              <label key={name}>
                <input
                  type="radio"
                  name="colors"
                  checked={colors === name}
                  onChange={() => setColors(name)}
                />
                {name}
              </label>
            ))}
          </fieldset>
        </search>
        <p className="count" role="status">
          {countOf(shown.length, entries.length)}
        </p>
      </header>
      <div className="page">
        <Contents groups={groups} />
        <main>
          {shown.length === 0 && (
            <p className="empty">
              No message matches.{" "}
              <button type="button" onClick={() => setFilter(everything)}>
                Show all
              </button>
            </p>
          )}
          <Messages
            groups={groups}
            stage={stage}
            themes={themes}
            isFiltered={shown.length < entries.length}
          />
        </main>
      </div>
    </>
  );
};

const root = document.getElementById("app");
const data = document.getElementById("gallery")?.textContent;
if (root && data) createRoot(root).render(<App gallery={JSON.parse(data)} />);
