import type { Random } from "../clock/seeded-random";
import type { Fault, FaultProgram } from "./fault";

/** Programs that say when Slack, or what stands before it, has which trouble. */

/** From one moment to another, in milliseconds since 1970. */
export const during = (
  fromMilliseconds: number,
  untilMilliseconds: number,
  program: FaultProgram,
): FaultProgram => {
  return (call) =>
    call.atMilliseconds >= fromMilliseconds && call.atMilliseconds < untilMilliseconds
      ? program(call)
      : undefined;
};

export const always =
  (fault: Fault): FaultProgram =>
  () =>
    fault;

/** At a share of the calls. */
export const sometimes =
  (share: number, random: Random, fault: Fault): FaultProgram =>
  () =>
    random() < share ? fault : undefined;

/** One of several, each as likely, at a share of the calls. */
export const oneOf =
  (share: number, random: Random, faults: readonly Fault[]): FaultProgram =>
  () =>
    random() < share ? faults[Math.floor(random() * faults.length)] : undefined;

/** At calls whose body holds a text. */
export const whereBody = (text: string | RegExp, fault: Fault): FaultProgram => {
  return ({ body }) => (body.search(text) === -1 ? undefined : fault);
};

/** At calls of one method of the Web API. */
export const atMethod = (name: string, program: FaultProgram): FaultProgram => {
  return (call) => (call.method === name ? program(call) : undefined);
};

/** The first program that has a fault. */
export const firstOf =
  (...programs: readonly FaultProgram[]): FaultProgram =>
  (call) => {
    for (const program of programs) {
      const fault = program(call);
      if (fault) return fault;
    }
    return undefined;
  };
