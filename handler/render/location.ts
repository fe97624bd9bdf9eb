import { parseArn, vaultNameOf } from "../model/arn";
import type { Origin } from "../model/origin";
import { code, plain, short } from "./mrkdwn";

/** What a card needs besides its event. */
export type RenderContext = {
  readonly stage: string;
  /** Account names by account ID. */
  readonly accountNames?: Readonly<Record<string, string>>;
};

const maxLength = 100;

/** `prod (111122223333)`; absent if the stage does not name the account. */
const namedAccount = (id: string, { accountNames = {} }: RenderContext): string | undefined =>
  Object.hasOwn(accountNames, id) ? `${accountNames[id]} (${id})` : undefined;

/** A vault from its ARN: name, Region, and account if it is a different one. */
type Vault = { readonly name: string; readonly region?: string; readonly accountId?: string };

const vaultOf = (arn: string, { accountId: eventAccountId }: Origin): Vault => {
  const { region, accountId } = parseArn(arn) ?? {};
  return {
    name: vaultNameOf(arn) ?? arn,
    ...(region !== undefined && { region }),
    ...(accountId !== undefined &&
      eventAccountId !== undefined &&
      accountId !== eventAccountId && { accountId }),
  };
};

/** Of an event that the watch sent for AWS. */
const lateWords = "found by the watch: AWS's own event never came";

/** The vault of an event, or the two vaults of a copy. */
export type Vaults = { readonly vaultName?: string; readonly fromArn?: string; readonly toArn?: string };

type Location = {
  readonly account?: { readonly words: string; readonly named: boolean };
  readonly region?: string;
  readonly vault?: string;
  readonly copy?: { readonly from?: Vault; readonly to: Vault };
};

/** The two vaults of a copy. A Region that both have is named once. */
const copyOf = (toArn: string, fromArn: string | undefined, origin: Origin): Location["copy"] => {
  const to = vaultOf(toArn, origin);
  if (fromArn === undefined) return { to };
  const { region, ...from } = vaultOf(fromArn, origin);
  return { to, from: region === undefined || region === to.region ? from : { ...from, region } };
};

const resolve = (origin: Origin, vaults: Vaults, context: RenderContext): Location => {
  const { accountId, region } = origin;
  const named = accountId === undefined ? undefined : namedAccount(accountId, context);
  const { vaultName, fromArn, toArn } = vaults;
  const copy = toArn !== undefined && copyOf(toArn, fromArn, origin);
  return {
    ...(accountId !== undefined && {
      account: { words: named ?? accountId, named: named !== undefined },
    }),
    ...(copy ? { copy } : region !== undefined && { region }),
    ...(!copy && vaultName !== undefined && { vault: vaultName }),
  };
};

/**
 * The line below the headline, in mrkdwn. A console link opens in the account that the reader is signed in to, so the
 * message always names the account.
 */
export const locationOf = (origin: Origin, context: RenderContext, vaults: Vaults = {}): string[] => {
  const { account, region, vault, copy } = resolve(origin, vaults, context);
  const shown = ({ name, region: vaultRegion, accountId }: Vault): string =>
    code(name, maxLength) +
    (vaultRegion === undefined ? "" : ` in ${code(vaultRegion, maxLength)}`) +
    (accountId === undefined ? "" : `, account ${code(accountId, maxLength)}`);
  return [
    ...(account ? [`${account.named ? "" : "account "}${code(account.words, maxLength)}`] : []),
    ...(region === undefined ? [] : [code(region, maxLength)]),
    ...(vault === undefined ? [] : [`vault ${code(vault, maxLength)}`]),
    ...(copy?.from ? [`from ${shown(copy.from)}`] : []),
    ...(copy ? [`to ${shown(copy.to)}`] : []),
    ...(origin.isLate ? [lateWords] : []),
    `stage ${plain(context.stage, 60)}`,
  ];
};

/** The same as the end of a sentence: `, vault main, eu-west-1, prod (111122223333)`. Plain text, not yet escaped. */
export const locationText = (origin: Origin, context: RenderContext, vaults: Vaults = {}): string => {
  const { account, region, vault, copy } = resolve(origin, vaults, context);
  const shown = ({ name, region: vaultRegion, accountId }: Vault): string => {
    const where = [vaultRegion, accountId].filter((one) => one !== undefined).map((one) => short(one, 40));
    return `${short(name, 60)}${where.length > 0 ? ` (${where.join(", ")})` : ""}`;
  };
  return [
    vault === undefined ? undefined : `vault ${short(vault, 60)}`,
    copy && `${copy.from ? `from ${shown(copy.from)} ` : ""}to ${shown(copy.to)}`,
    region === undefined ? undefined : short(region, 40),
    account && `${account.named ? "" : "account "}${short(account.words, 80)}`,
    origin.isLate && lateWords,
  ]
    .filter((part) => part)
    .map((part) => `, ${part}`)
    .join("");
};
