/**
 * Control and format characters, lone surrogates, and everything else that Unicode shows as nothing (bidi overrides,
 * zero-width characters, fillers, variation selectors). What makes one emoji stays: a zero-width joiner between two, the
 * selector after one or within a keycap. The character class comes before the lookbehind, so that a long text is not
 * searched for emoji.
 */
const unprintable = () =>
  /[\p{Cc}\p{Cf}\p{Cs}\p{DI}](?<!(?:\p{Extended_Pictographic}\uFE0F?|\p{Emoji_Modifier})\u200D(?=\p{Extended_Pictographic})|\p{Extended_Pictographic}\uFE0F|[\d#*]\uFE0F(?=\u20E3))/gu;

/** Matches nearly all texts. They skip the Unicode classes above, which take milliseconds to compile. */
const plain = /^[ -~¡-¬®-˿–—…−▁-█]*$/;

/** A text without what a reader cannot see. Line breaks and tabs are removed too. */
export const withoutUnprintable = (text: string): string =>
  plain.test(text) ? text : text.replace(unprintable(), "");

/** Any text on one line of a terminal, which it cannot control: control characters are spaces. */
export const terminalLine = (text: string): string =>
  withoutUnprintable(text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " "));

/** The same on as many lines as the text has. Everything that a terminal shows goes through here. */
export const terminalText = (text: string): string => text.split(/\r?\n/).map(terminalLine).join("\n");
