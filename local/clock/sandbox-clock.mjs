/**
 * Loaded into a sandbox before its runtime (`node --import`): puts the sandbox's clock, timers and random numbers
 * under the control of the process that runs it, over a separate connection. The function's code is not changed.
 *
 * The controller sends `{ping}`; the sandbox answers once it has nothing left to do, and reports when its next timer is
 * due and how many bytes went over each connection. `{now}` sets the clock and fires the timers that are due.
 */
import { createRequire, syncBuiltinESMExports } from "node:module";
import { connect, Socket } from "node:net";

const require = createRequire(import.meta.url);
const [host, port] = process.env.VIRTUAL_CLOCK.split(":");
/** Hosts that are served on a port of this machine: `hooks.slack.com=4711`. */
const namedHosts = new Map(
  (process.env.VIRTUAL_HOSTS ?? "")
    .split(",")
    .filter(Boolean)
    .map((entry) => entry.split("=")),
);

const { setImmediate: soon } = globalThis;
const RealDate = Date;
let now = 0;
let steps = 0;
let namesAreKnown = true;

/* ---- Timers ---- */

const timers = new Map();
let lastTimer = 0;

class Timer {
  constructor(callback, delay, args, repeats) {
    this.id = ++lastTimer;
    this.delay = Math.max(0, Number(delay) || 0);
    this.fire = () => {
      if (repeats) this.refresh();
      else timers.delete(this.id);
      callback(...args);
    };
    this.refresh();
  }
  refresh() {
    steps += 1;
    this.due = now + this.delay;
    timers.set(this.id, this);
    return this;
  }
  ref() {
    return this;
  }
  unref() {
    return this;
  }
  hasRef() {
    return true;
  }
  close() {
    timers.delete(this.id);
    return this;
  }
  [Symbol.toPrimitive]() {
    return this.id;
  }
}

const clear = (timer) => {
  steps += 1;
  timers.delete(typeof timer === "object" && timer !== null ? timer.id : Number(timer));
};
const startTimeout = (callback, delay, ...args) => new Timer(callback, delay, args, false);
const startInterval = (callback, delay, ...args) => new Timer(callback, delay, args, true);

const nextTimer = () => {
  let next;
  for (const timer of timers.values()) {
    if (next === undefined || timer.due < next.due || (timer.due === next.due && timer.id < next.id))
      next = timer;
  }
  return next;
};

const advance = (milliseconds) => {
  for (let timer = nextTimer(); timer && timer.due <= milliseconds; timer = nextTimer()) {
    now = Math.max(now, timer.due);
    timer.fire();
  }
  now = Math.max(now, milliseconds);
};

/* ---- Random numbers: mulberry32, so that a run can be repeated ---- */

let state = Number(process.env.VIRTUAL_SEED ?? 1) | 0;
const random = () => {
  state = (state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), state | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
};

/* ---- The connection to the controller, opened before sockets are watched ---- */

const control = connect({ host, port: Number(port), noDelay: true });
control.on("error", () => process.exit(0)).on("close", () => process.exit(0));
const send = (message) => control.write(`${JSON.stringify(message)}\n`);

/* ---- Sockets and names ---- */

const open = new Set();
const realConnect = Socket.prototype.connect;
const connectWatched = function (...args) {
  const options = Array.isArray(args[0]) ? args[0][0] : args[0];
  const namedPort = namedHosts.get(options?.host);
  if (namedPort !== undefined) options.port = Number(namedPort);
  open.add(this);
  steps += 1;
  this.once("close", () => {
    open.delete(this);
    steps += 1;
  });
  return realConnect.apply(this, args);
};

const dns = require("node:dns");
const realLookup = dns.lookup;
const lookup = (name, ...rest) => {
  if (!namedHosts.has(name)) return realLookup(name, ...rest);
  const callback = rest.at(-1);
  const wantsAll = typeof rest[0] === "object" && rest[0]?.all;
  process.nextTick(() => {
    if (!namesAreKnown) {
      const error = Object.assign(new Error(`getaddrinfo ENOTFOUND ${name}`), { code: "ENOTFOUND" });
      callback(error);
    } else if (wantsAll) callback(null, [{ address: "127.0.0.1", family: 4 }]);
    else callback(null, "127.0.0.1", 4);
  });
  return {};
};

/** Bytes on the wire: under TLS they are counted by the handle below. */
const connectionOf = (socket) => {
  const wire = socket._handle?._parent ?? socket;
  return {
    serverPort: socket.remotePort,
    clientPort: socket.localPort,
    bytesRead: wire.bytesRead,
    bytesWritten: wire.bytesWritten,
  };
};

/** No counter shows the loading of modules; it is over once the function sends something or waits for a timer. */
let isLoading = true;

/** Whether a file is being read or closed, such as a module that the function imports lazily. */
const isReading = () => process.getActiveResourcesInfo().some((name) => /FSReq|CloseReq/.test(name));

const report = (ping) => {
  const sockets = [...open];
  isLoading &&= timers.size === 0 && sockets.every(({ bytesWritten }) => bytesWritten === 0);
  send({
    ping,
    steps,
    due: nextTimer()?.due ?? null,
    unsettled: isLoading || isReading() || sockets.some((socket) => socket.connecting || socket.destroyed),
    connections: sockets.map(connectionOf),
  });
};

/* ---- Commands of the controller ---- */

let started;
const ready = new Promise((resolve) => {
  started = resolve;
});

const obey = (message) => {
  if (message.names !== undefined) namesAreKnown = message.names;
  if (message.now !== undefined) advance(message.now);
  // Twice: a turn of the event loop can lead to work in the next one.
  if (message.ping !== undefined) soon(() => soon(() => report(message.ping)));
  started();
};

let text = "";
control.setEncoding("utf8").on("data", (chunk) => {
  const lines = (text + chunk).split("\n");
  text = lines.pop();
  for (const line of lines) obey(JSON.parse(line));
});
send({ processId: process.pid });
await ready;
control.unref();

Socket.prototype.connect = connectWatched;
dns.lookup = lookup;
Math.random = random;
globalThis.Date = class extends RealDate {
  constructor(...args) {
    super(...(args.length === 0 ? [now] : args));
  }
  static now() {
    return now;
  }
};
const replaced = {
  setTimeout: startTimeout,
  setInterval: startInterval,
  clearTimeout: clear,
  clearInterval: clear,
};
Object.assign(globalThis, replaced);
Object.assign(require("node:timers"), replaced);
require("node:timers/promises").setTimeout = (delay, value) =>
  new Promise((resolve) => startTimeout(resolve, delay, value));
syncBuiltinESMExports();
