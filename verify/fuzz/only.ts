import type { Context } from "../../scripts/program/context";
import { Failure } from "../../scripts/program/failure";
import { familyOf, inputsPerChunk, runChunk } from "./chunk";
import { printable } from "./printable";

/** One input of a run: its chunk, and where in the chunk fast-check finds it. */
type InputId = { readonly chunk: number; readonly path: string };

const maxShownCharacters = 20_000;

/**
 * Tries one input alone, in this process, and shows it.
 * @throws Failure where it fails, as it did in the run that named it.
 */
export const runOnly = async (
  seed: number,
  { chunk, path }: InputId,
  { terminal }: Context,
): Promise<void> => {
  terminal.say(`Input ${chunk}:${path} of seed ${seed}, family "${familyOf(chunk).name}".`);
  const { failure } = await runChunk(
    { seed, number: chunk, inputs: inputsPerChunk },
    { path, onInput: (_, input) => terminal.say(printable(input, maxShownCharacters)) },
  );
  if (failure) throw new Failure(failure.problem);
  terminal.say("It passes.");
};
