import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { type LocalLambda, startLambda } from "../local/aws/lambda/lambda";
import { type LocalParameters, startParameters } from "../local/aws/ssm/parameters";
import { type LocalSlack, startSlack } from "../local/slack/slack";
import { statementKeyword } from "../showcase/preview/pictures";
import { textIn } from "../showcase/preview/png-text";
import { senderName } from "../showcase/sender";
import { bundleHandler } from "../src/bundle";
import { throughQueue, vaultEvents } from "./fixtures/vault-events";
import { type ScriptedServer, startScripted } from "./servers/scripted-server";

const { load }: { load: (text: string) => unknown } = require("js-yaml");

const root = join(__dirname, "..");
const read = (path: string): string => readFileSync(join(root, path), "utf8");

/** The fields that Slack documents and this app uses, with their limits. (Slack developer docs, App manifest reference) */
const manifestSchema = z.strictObject({
  display_information: z.strictObject({
    name: z.string().min(1).max(35),
    description: z.string().max(140),
    background_color: z.string().regex(/^#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})$/),
  }),
  features: z.strictObject({
    bot_user: z.strictObject({
      display_name: z
        .string()
        .max(80)
        .regex(/^[\w .-]+$/),
      always_online: z.boolean(),
    }),
  }),
  oauth_config: z.strictObject({ scopes: z.strictObject({ bot: z.array(z.string()).max(255) }) }),
  settings: z.strictObject({
    org_deploy_enabled: z.boolean(),
    socket_mode_enabled: z.boolean(),
    token_rotation_enabled: z.boolean(),
  }),
});

const manifest = manifestSchema.parse(load(read("slack-app.yaml")));
const scopes = manifest.oauth_config.scopes.bot;

/** The scope that Slack requires for a call. (Slack developer docs, chat.postMessage; chat.update; Incoming webhooks) */
const scopeByCall: Readonly<Record<string, string>> = {
  "/api/chat.postMessage": "chat:write",
  "/api/chat.update": "chat:write",
  "/services/": "incoming-webhook",
};

const jobEvent = (state: "RUNNING" | "FAILED") => {
  const failed = vaultEvents.find(({ name }) => name === "backup failed");
  if (failed === undefined) throw new Error("no fixture of a failed backup");
  return throughQueue({ ...failed, attributes: { ...failed.attributes, State: state } });
};

describe("the Slack app's scopes", () => {
  let codeDirectory: string;
  let slack: LocalSlack;
  let proxy: ScriptedServer;
  let parameters: LocalParameters;
  let lambda: LocalLambda;

  /** Runs a job's start and failure through the deployed bundle. */
  const post = async (environment: Readonly<Record<string, string>>): Promise<void> => {
    lambda = startLambda({
      codeDirectory,
      handler: "index.handler",
      timeoutMilliseconds: 30_000,
      onLog: () => undefined,
      environment: {
        STAGE: "dev",
        WEBHOOK_PARAMETER_NAME: "",
        SLACK_HOSTS: "127.0.0.1",
        ROUTES: '[{"kinds":["*.started"],"post":true}]',
        DEAD_LETTER_QUEUE_URL: "https://sqs.eu-west-1.amazonaws.com/111122223333/dead-letters",
        LEDGER_TABLE_NAME: "",
        AWS_ENDPOINT_URL: parameters.url,
        AWS_ACCESS_KEY_ID: "test",
        AWS_SECRET_ACCESS_KEY: "test",
        AWS_SESSION_TOKEN: "",
        ...environment,
      },
    });
    await lambda.invoke(jobEvent("RUNNING"));
    await lambda.invoke(jobEvent("FAILED"));
  };

  const postAsBot = (): Promise<void> => {
    parameters.put("/token", slack.workspace.token());
    const { url } = proxy;
    return post({
      BOT_TOKEN_PARAMETER_NAME: "/token",
      BOT_CHANNEL: slack.channel,
      SLACK_API_URL: `${url}/api/`,
    });
  };

  const postByWebhook = (): Promise<void> => {
    parameters.put("/webhook", `${proxy.url}${new URL(slack.webhookUrl).pathname}`);
    return post({ WEBHOOK_PARAMETER_NAME: "/webhook" });
  };

  beforeAll(() => {
    codeDirectory = bundleHandler(root);
  });

  beforeEach(async () => {
    parameters = await startParameters();
    slack = await startSlack({ rateLimit: false });
    slack.workspace.setScopes(...scopes);
    // It passes every call on, and keeps a list of them.
    proxy = await startScripted(async (response, { path, body, headers }) => {
      const { authorization = "", "content-type": type = "" } = headers;
      const answer = await fetch(new URL(path, slack.pageUrl), {
        method: "POST",
        headers: { "content-type": type, ...(authorization && { authorization }) },
        body,
      });
      response.writeHead(answer.status, { "content-type": "application/json" }).end(await answer.text());
    });
  });

  afterEach(async () => {
    await Promise.all([lambda, slack, proxy, parameters].map((one) => one.close()));
  });

  const neededScopes = (): readonly (string | undefined)[] =>
    proxy.received.map(
      ({ path }) => scopeByCall[path.startsWith("/services/") ? "/services/" : path] ?? `unknown for ${path}`,
    );

  test("are exactly those that the bot's calls and the webhook's need", async () => {
    await postAsBot();
    const botCalls = new Set(proxy.received.map(({ path }) => path));
    expect([...botCalls].sort()).toEqual(["/api/chat.postMessage", "/api/chat.update"]);
    await lambda.close();
    await postByWebhook();
    expect([...new Set(neededScopes())].sort()).toEqual([...scopes].sort());
    expect(slack.refusals).toEqual([]);
    expect(slack.messages.length).toBeGreaterThan(2);
  });

  test("let the bot post only with chat:write", async () => {
    slack.workspace.setScopes(...scopes.filter((scope) => scope !== "chat:write"));
    await postAsBot();
    expect(slack.messages).toEqual([]);
    expect(new Set(slack.refusals.map(({ word }) => word))).toEqual(new Set(["missing_scope"]));
  });
});

test("the app's token does not expire: the notifier could not renew it", () => {
  expect(manifest.settings.token_rotation_enabled).toBe(false);
});

describe("the sender's name and picture", () => {
  test("are the same in the manifest, the documentation and the pages", () => {
    const { display_information: app, features } = manifest;
    expect([app.name, features.bot_user.display_name]).toEqual([senderName, senderName]);
    expect(read("docs/bot.md")).toContain(`/invite @${senderName}\``);
    const icon = /\.icon \{[^}]*background: (?<color>#\w+)/.exec(read("local/slack/page/message.css"));
    expect(icon?.groups?.["color"]).toBe(app.background_color);
  });

  test.each(["backup-failed", "backup-failed-phone", "backup-failed-lock-screen"])(
    "are the same in the picture %s",
    (name) => {
      const picture = readFileSync(join(root, `docs/images/${name}.png`));
      expect(textIn(picture, statementKeyword)?.split("\n")).toContain(senderName);
    },
  );
});
