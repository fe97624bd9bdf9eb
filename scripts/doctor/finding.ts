/** What a check found. Each problem and warning has a remedy: a command, or what to look at. */
export type Finding =
  | { readonly verdict: "ok"; readonly fact: string }
  /** Works, or may be intended; worth a look. */
  | { readonly verdict: "warning"; readonly fact: string; readonly remedy: string }
  /** Messages do not arrive, or will not when they matter. */
  | { readonly verdict: "problem"; readonly fact: string; readonly remedy: string }
  /** AWS or Slack did not answer, or denied access. */
  | { readonly verdict: "unknown"; readonly reason: string };

export const ok = (fact: string): Finding => ({ verdict: "ok", fact });

export const warning = (fact: string, remedy: string): Finding => ({ verdict: "warning", fact, remedy });

export const problem = (fact: string, remedy: string): Finding => ({ verdict: "problem", fact, remedy });

export const unknown = (reason: string): Finding => ({ verdict: "unknown", reason });

/** One sentence: the fact, and what to do. */
export const sentenceOf = (finding: Finding): string => {
  switch (finding.verdict) {
    case "ok":
      return finding.fact;
    case "warning":
    case "problem":
      return `${finding.fact}; ${finding.remedy}`;
    case "unknown":
      return `could not be checked: ${finding.reason}`;
  }
};
