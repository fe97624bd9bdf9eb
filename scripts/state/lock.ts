import { commandLineOf, stackDirNameOf, type Target } from "../stack/commands";

const fieldIn = (text: string, name: string): string | undefined =>
  new RegExp(`^\\s*${name}:[ \\t]*(\\S.*?)\\s*$`, "m").exec(text)?.[1];

/** `OperationTypeApply`, as Terraform names what holds a lock. */
const verbOf = (operation: string | undefined): string =>
  operation === undefined
    ? "terraform"
    : `terraform ${operation.replace(/^OperationType/, "").toLowerCase()}`;

/**
 * Who holds the lock of a state, in one sentence; absent where Terraform did not fail because of a lock, or does not say whose it is.
 * (Terraform, State: Locking)
 */
export const lockProblemIn = (text: string, target: Target): string | undefined => {
  if (!text.includes("Error acquiring the state lock")) return undefined;
  const [id, who, created] = ["ID", "Who", "Created"].map((name) => fieldIn(text, name));
  if (id === undefined || who === undefined || created === undefined) return undefined;
  const since = created.replace(/(:\d\d)\.\d+/, "$1").replace(/ \+0000 UTC$/, " UTC");
  return (
    `the state of stage ${target.stage} is locked: ${who} runs ${verbOf(fieldIn(text, "Operation"))} since ${since}, so nothing was changed; ` +
    `wait for its end, as \`${commandLineOf("deploy", target)} -- -lock-timeout=10m\` does, or, if that run was killed, ` +
    `remove its lock with \`terraform force-unlock ${id}\` in ${stackDirNameOf(target.stage)}`
  );
};
