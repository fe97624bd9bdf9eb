import type { Random } from "../clock/seeded-random";
import type { Fault, FaultProgram } from "./fault";

/** Programs that decide when Slack, or a proxy in front of it, has which fault. */

/** From one moment to another, in milliseconds since 1970. */
export const during =
  (fromMilliseconds: number, untilMilliseconds: number, program: FaultProgram): FaultProgram =>
  (call) =>
    call.atMilliseconds >= fromMilliseconds && call.atMilliseconds < untilMilliseconds
      ? program(call)
      : undefined;

export const always =
  (fault: Fault): FaultProgram =>
  () =>
    fault;

/** One of several, each as likely, on a share of the calls. */
export const oneOf =
  (share: number, random: Random, faults: readonly Fault[]): FaultProgram =>
  () =>
    random() < share ? faults[Math.floor(random() * faults.length)] : undefined;

/** On calls whose body contains a text. */
export const whereBody =
  (text: string | RegExp, fault: Fault): FaultProgram =>
  ({ body }) =>
    body.search(text) === -1 ? undefined : fault;

/** The first program that has a fault. */
export const firstOf =
  (...programs: readonly FaultProgram[]): FaultProgram =>
  (call) =>
    programs.reduce<Fault | undefined>((fault, program) => fault ?? program(call), undefined);
