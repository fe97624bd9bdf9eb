import { parseArn, vaultNameOf } from "../model/arn";
import type { Origin } from "../model/event";
import { code, plain, short } from "./mrkdwn";

/** What a card must know beside its event. */
export type RenderContext = {
  readonly stage: string;
  /** Names of accounts by their ids. */
  readonly accountNames?: Readonly<Record<string, string>>;
};

const maxLength = 100;

/** `prod (111122223333)`; absent where the stage names no such account. */
const namedAccount = (id: string, { accountNames = {} }: RenderContext): string | undefined =>
  Object.hasOwn(accountNames, id) ? `${accountNames[id]} (${id})` : undefined;

/** A vault by its ARN: its name, its Region, and its account where that is another one. */
type Vault = { readonly name: string; readonly region?: string; readonly accountId?: string };

const vaultOf = (arn: string, { accountId: home }: Origin): Vault => {
  const { region, accountId } = parseArn(arn) ?? {};
  return {
    name: vaultNameOf(arn) ?? arn,
    ...(region !== undefined && { region }),
    ...(accountId !== undefined && home !== undefined && accountId !== home && { accountId }),
  };
};

/** Where something happened: a vault, or for a copy the two vaults. */
export type Vaults = { readonly vaultName?: string; readonly fromArn?: string; readonly toArn?: string };

type Place = {
  readonly account?: { readonly words: string; readonly named: boolean };
  readonly region?: string;
  readonly vault?: string;
  readonly route?: { readonly from?: Vault; readonly to: Vault };
};

const resolve = (origin: Origin, vaults: Vaults, surroundings: RenderContext): Place => {
  const { accountId, region } = origin;
  const named = accountId === undefined ? undefined : namedAccount(accountId, surroundings);
  const { vaultName, fromArn, toArn } = vaults;
  const route = toArn !== undefined && {
    to: vaultOf(toArn, origin),
    ...(fromArn !== undefined && { from: vaultOf(fromArn, origin) }),
  };
  return {
    ...(accountId !== undefined && {
      account: { words: named ?? accountId, named: named !== undefined },
    }),
    ...(route ? { route } : region !== undefined && { region }),
    ...(!route && vaultName !== undefined && { vault: vaultName }),
  };
};

/**
 * The line below the headline, in mrkdwn. A console link opens the reader's own account, so the account always stands
 * in the message.
 */
export const locationOf = (origin: Origin, surroundings: RenderContext, vaults: Vaults = {}): string[] => {
  const { account, region, vault, route } = resolve(origin, vaults, surroundings);
  const shown = ({ name, region: home, accountId }: Vault): string =>
    code(name, maxLength) +
    (home === undefined ? "" : ` in ${code(home, maxLength)}`) +
    (accountId === undefined ? "" : ` of account ${code(accountId, maxLength)}`);
  return [
    ...(account ? [`${account.named ? "" : "account "}${code(account.words, maxLength)}`] : []),
    ...(region === undefined ? [] : [code(region, maxLength)]),
    ...(vault === undefined ? [] : [`vault ${code(vault, maxLength)}`]),
    ...(route?.from ? [`from ${shown(route.from)}`] : []),
    ...(route ? [`to ${shown(route.to)}`] : []),
    `stage ${plain(surroundings.stage, 60)}`,
  ];
};

/** The same as a sentence goes on: `, vault main, eu-west-1, prod (111122223333)`. Plain, not yet escaped. */
export const locationText = (origin: Origin, surroundings: RenderContext, vaults: Vaults = {}): string => {
  const { account, region, vault, route } = resolve(origin, vaults, surroundings);
  const shown = ({ name, region: home, accountId }: Vault): string => {
    const where = [home, accountId].filter((one) => one !== undefined).map((one) => short(one, 40));
    return `${short(name, 60)}${where.length > 0 ? ` (${where.join(", ")})` : ""}`;
  };
  return [
    vault === undefined ? undefined : `vault ${short(vault, 60)}`,
    route && `${route.from ? `from ${shown(route.from)} ` : ""}to ${shown(route.to)}`,
    region === undefined ? undefined : short(region, 40),
    account && `${account.named ? "" : "account "}${short(account.words, 80)}`,
  ]
    .filter((part) => part !== undefined)
    .map((part) => `, ${part}`)
    .join("");
};
