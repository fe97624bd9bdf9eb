import { link } from "./mrkdwn";

/** Links to the pages that there are, in mrkdwn. */
export const linksTo = (pages: readonly (readonly [label: string, url: string | undefined])[]): string[] =>
  pages.flatMap(([label, url]) => (url === undefined ? [] : [link(url, label)]));
