import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const { load }: { load: (text: string) => unknown } = require("js-yaml");

const text = readFileSync(join(__dirname, "..", "slack-app.yaml"), "utf8");

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

describe("the Slack app's manifest", () => {
  const manifest = manifestSchema.parse(load(text));

  test("asks for what the two ways to Slack need, and nothing more", () => {
    expect(manifest.oauth_config.scopes.bot).toEqual(["chat:write", "incoming-webhook"]);
  });

  test("gives a token that does not end by itself: the notifier could not renew it", () => {
    expect(manifest.settings.token_rotation_enabled).toBe(false);
  });

  test("is refused where it has a field that Slack does not know, or a name that is too long", () => {
    const name = { ...manifest.display_information, name: "x".repeat(36) };
    expect(manifestSchema.safeParse({ ...manifest, display_information: name }).success).toBe(false);
    expect(manifestSchema.safeParse({ ...manifest, scopes: {} }).success).toBe(false);
  });
});
