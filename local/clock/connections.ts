import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { Socket } from "node:net";

/** One connection, as a sandbox reports it. */
export type SandboxConnection = {
  readonly serverPort: number;
  readonly clientPort: number;
  readonly bytesRead: number;
  readonly bytesWritten: number;
};

/** This process's ends of the connections that sandboxes open to its servers. */
export type Connections = {
  /** Whether every byte that one end wrote was read by the other, and both ends know the same connections. */
  readonly areAllRead: (theirs: readonly SandboxConnection[], ignoreUnknown: boolean) => boolean;
  /** What this process knows, for an error message. */
  readonly describe: () => string;
  readonly close: () => void;
};

const keyOf = (serverPort: number | undefined, clientPort: number | undefined): string =>
  `${serverPort} ${clientPort}`;

/**
 * Watches every server of this process. `net.server.socket` reports raw sockets, also those of TLS servers, so bytes
 * are those on the wire. (Node.js, diagnostics_channel, built-in channels)
 */
export const watchConnections = (isWatched: (serverPort: number) => boolean): Connections => {
  const open = new Map<string, Socket>();

  const onSocket = (message: unknown): void => {
    const { socket } = message as { readonly socket: Socket }; // Node.js documents the channel's message.
    if (!isWatched(socket.localPort ?? 0)) return;
    const key = keyOf(socket.localPort, socket.remotePort);
    open.set(key, socket);
    socket.once("close", () => {
      if (open.get(key) === socket) open.delete(key);
    });
  };
  subscribe("net.server.socket", onSocket);

  return {
    areAllRead: (theirs, ignoreUnknown) => {
      const isRead = theirs.every(({ serverPort, clientPort, bytesRead, bytesWritten }) => {
        const socket = open.get(keyOf(serverPort, clientPort));
        return socket?.bytesRead === bytesWritten && socket.bytesWritten === bytesRead;
      });
      return isRead && (ignoreUnknown || open.size === theirs.length);
    },
    describe: () =>
      [...open.values()]
        .map(
          (socket) =>
            `${socket.localPort}-${socket.remotePort} read ${socket.bytesRead} wrote ${socket.bytesWritten}`,
        )
        .join(", "),
    close: () => void unsubscribe("net.server.socket", onSocket),
  };
};
