/** How many messages are shown, and of how many where a filter hides some. */
export const countOf = (shown: number, all: number): string => {
  const messages = all === 1 ? "1 message" : `${all} messages`;
  return shown === all ? messages : `${shown} of ${messages}`;
};
