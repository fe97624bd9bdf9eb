import { parseArn } from "../model/arn";
import { regionPattern } from "../model/region";

/** A card has room for a little more. A truncated command would do something else, so a longer one is left out. */
const maxLength = 1000;

/** What Slack would not show as is: control, format and invisible characters, lone surrogates, unusual spaces, backticks. */
const unshowable = /[\p{Cc}\p{Cf}\p{Cs}\p{DI}\p{Zl}\p{Zp}`]|[^\S ]| {2}/u;

/** A word that needs no quotes, in a POSIX shell and in PowerShell, where a comma makes a list and `@` names a variable. */
const plainWord = /^[\w+:./][\w+=:./-]*$/;

/**
 * What no quotes keep as it is in both: a single quote, which each escapes in another way (to PowerShell a curly one is a
 * quote, too); double quotes and backslashes, which Windows reads once more; what `aws.cmd` passes to cmd.exe; nothing at
 * all, which Windows PowerShell leaves out. (PowerShell docs, about_Quoting_Rules and about_Parsing)
 */
const unquotable = /^$|["'\\\u2018-\u201E&|<>^%!]/;

/** A text as one argument of a POSIX shell and of PowerShell; `undefined` where no way of writing it is right in both. */
export const quoted = (word: string): string | undefined => {
  if (plainWord.test(word)) return word;
  return unquotable.test(word) ? undefined : `'${word}'`;
};

/** Whether a text has the form of a Region. */
export const isRegion = (text: string | undefined): boolean => text !== undefined && regionPattern.test(text);

/** Whether a text is an ARN, of a service where one is given. */
export const isArn = (text: string | undefined, service?: string): boolean => {
  const arn = parseArn(text);
  return arn !== undefined && (service === undefined || arn.service === service);
};

/** The AWS CLI would read a leading dash as an option, and `file://` as a file to read. */
export const isName = (text: string | undefined): boolean => text !== undefined && !/^$|^-|:\/\//.test(text);

/** An option of the AWS CLI, without its dashes. */
export type Option = readonly [name: string, value: string | undefined];

/** The command line of the AWS CLI for `backup start-copy-job` or the like, if all its values are known, can be shown as is and mean the same in every shell. */
export const commandLine = (operation: string, options: readonly Option[]): string | undefined => {
  const words = ["aws", operation];
  for (const [name, value] of options) {
    if (value === undefined || unshowable.test(value) || value.trim() !== value) return undefined;
    const word = quoted(value);
    if (word === undefined) return undefined;
    words.push(`--${name} ${word}`);
  }
  const line = words.join(" ");
  return line.length <= maxLength ? line : undefined;
};
