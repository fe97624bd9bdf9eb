/// <reference lib="dom" />

export type Theme = "light" | "dark";

/** The color scheme of the reader's system. */
export const preferredTheme = (): Theme =>
  matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";

/** Applies a theme to the whole page. */
export const applyTheme = (theme: Theme): void => {
  document.documentElement.dataset["theme"] = theme;
};
