import { fieldsOf } from "../../model/fields";
import { type Answer, known } from "../answer";
import { type Memory, type State, secondsOf } from "./memory";
import { isOpen, isPlan, isResource, isSeconds, isState, isUnheard } from "./shapes";
import { changedItems, type Store, shelfKeys, shelfOf } from "./store";

const stateKey = "watch|state";
const plansKey = "watch|plans";

/** All that is remembered. Nothing is, in the first check: the watch begins `now`. */
export const readMemory = async ({ read }: Store, now: Date): Promise<Answer<Memory>> => {
  const keys = [stateKey, plansKey, ...["resources", "open", "unheard", "verdicts"].flatMap(shelfKeys)];
  const answer = await read(keys);
  if (answer.is === "unknown") return answer;
  const values = answer.value;
  const begun: State = { since: secondsOf(now), listedUntil: secondsOf(now), unseen: [], lateAt: [] };
  const state = { unseen: [], lateAt: [], ...fieldsOf(values.get(stateKey)) };
  const plans = Object.entries(fieldsOf(values.get(plansKey)) ?? {});
  const resources = shelfOf("resources", values, isResource);
  const open = shelfOf("open", values, isOpen);
  const unheard = shelfOf("unheard", values, isUnheard);
  const verdicts = shelfOf("verdicts", values, isSeconds);
  const isBroken = (key: string, isWell: boolean): readonly string[] =>
    values.has(key) && !isWell ? [key] : [];
  return known({
    state: isState(state) ? state : begun,
    plans: Object.fromEntries(plans.flatMap(([id, plan]) => (isPlan(plan) ? [[id, plan]] : []))),
    resources: resources.entries,
    open: open.entries,
    unheard: unheard.entries,
    verdicts: verdicts.entries,
    broken: new Set([
      ...isBroken(stateKey, isState(state)),
      ...isBroken(
        plansKey,
        fieldsOf(values.get(plansKey)) !== undefined && plans.every(([, one]) => isPlan(one)),
      ),
      ...[resources, open, unheard, verdicts].flatMap(({ broken }) => [...broken]),
    ]),
  });
};

/** Writes what changed; how far jobs were listed comes last, so that a write that fails is done again. Whether all was. */
export const writeMemory = async ({ write }: Store, before: Memory, after: Memory): Promise<boolean> => {
  const changed = <Name extends "resources" | "open" | "unheard" | "verdicts">(name: Name) =>
    changedItems<unknown>(name, { entries: before[name], broken: before.broken }, after[name]);
  const items = new Map([
    ...changed("resources"),
    ...changed("open"),
    ...changed("unheard"),
    ...changed("verdicts"),
  ]);
  const isNew = JSON.stringify(before.plans) !== JSON.stringify(after.plans);
  if (isNew || before.broken.has(plansKey)) items.set(plansKey, after.plans);
  return (await write(items)) && (await write(new Map([[stateKey, after.state]])));
};
