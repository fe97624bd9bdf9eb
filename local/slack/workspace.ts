import { randomBytes } from "node:crypto";

/** A conversation, as far as it decides what an app is allowed to do there. */
export type Channel = {
  readonly id: string;
  readonly isPrivate: boolean;
  readonly isMember: boolean;
  readonly isArchived: boolean;
};

/** What an administrator does in Slack: the app's token, its scopes, and the channels. */
export type Workspace = {
  /** The bot token: a credential. */
  readonly token: () => string;
  /** Reinstalls the app: another token, the old one is revoked. */
  readonly replaceToken: () => string;
  readonly isRevoked: (token: string) => boolean;
  readonly scopes: () => readonly string[];
  readonly setScopes: (...scopes: readonly string[]) => void;
  readonly channel: (id: string) => Channel | undefined;
  /** Creates a channel, or changes one. */
  readonly setChannel: (id: string, change?: Partial<Omit<Channel, "id">>) => void;
};

const newToken = (): string => {
  const digits = (): string => String(randomBytes(6).readUIntBE(0, 6)).padStart(12, "0").slice(0, 12);
  return `xoxb-${digits()}-${digits()}-${randomBytes(12).toString("hex")}`;
};

export const createWorkspace = (): Workspace => {
  let token = newToken();
  let scopes: readonly string[] = ["chat:write", "incoming-webhook"];
  const revoked = new Set<string>();
  const channels = new Map<string, Channel>();
  return {
    token: () => token,
    replaceToken: () => {
      revoked.add(token);
      token = newToken();
      return token;
    },
    isRevoked: (one) => revoked.has(one),
    scopes: () => scopes,
    setScopes: (...next) => {
      scopes = next;
    },
    channel: (id) => channels.get(id),
    setChannel: (id, change = {}) => {
      const known = channels.get(id) ?? { id, isPrivate: false, isMember: true, isArchived: false };
      channels.set(id, { ...known, ...change });
    },
  };
};
