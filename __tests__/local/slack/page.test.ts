/** The page in a real browser. */
import { type Browser, chromium, type Page } from "playwright-core";
import { chromiumArguments, findChromium } from "../../../local/process/chromium";
import { type LocalSlack, startSlack } from "../../../local/slack/slack";
import { hardToRead } from "./page-checks";

const executablePath = findChromium();
if (executablePath === undefined) {
  console.warn(
    "no Chromium on this machine: the page's tests are skipped; install Chromium or set CHROMIUM_PATH",
  );
}
const inBrowser = executablePath === undefined ? describe.skip : describe;

let browser: Browser;
let slack: LocalSlack;
let page: Page;
let complaints: string[];

const card = (color: string, title: string, more: object[] = []) => ({
  text: "The sentence &amp; more",
  attachments: [
    { color, blocks: [{ type: "section", text: { type: "mrkdwn", text: title, verbatim: true } }, ...more] },
  ],
});

const post = async (payload: unknown): Promise<void> => {
  const response = await fetch(slack.webhookUrl, { method: "POST", body: JSON.stringify(payload) });
  expect(await response.text()).toBe("ok");
};

const open = async (
  options: { readonly width?: number; readonly colorScheme?: "light" | "dark" } = {},
): Promise<void> => {
  await page.setViewportSize({ width: options.width ?? 1100, height: 800 });
  await page.emulateMedia({ colorScheme: options.colorScheme ?? "light" });
  await page.goto(slack.pageUrl);
};

inBrowser("the page", () => {
  beforeAll(async () => {
    browser = await chromium.launch({
      args: [...chromiumArguments],
      ...(executablePath && { executablePath }),
    });
    // One for all tests: what it remembers belongs to the port of a test's Slack.
    page = await browser.newPage();
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("request", (request) => {
      if (!request.url().startsWith(slack.pageUrl)) complaints.push(`a request to ${request.url()}`);
    });
  }, 30_000);

  afterAll(() => browser.close());

  beforeEach(async () => {
    complaints = [];
    slack = await startSlack({
      rateLimit: false,
      messageTime: () => Date.parse("2026-08-22T02:14:00Z"),
      page: {
        sender: "Some App",
        banner: ["This is </script> not Slack.", "Nothing left this machine."],
        noteOf: ({ text }) => (text.startsWith("attack") ? "An attack that fails" : undefined),
      },
    });
  });

  afterEach(async () => {
    expect(complaints).toEqual([]);
    await page.goto("about:blank");
    await slack.close();
  });

  test("says what will appear, then shows messages as they arrive", async () => {
    await open();
    await page.getByText("No messages yet.").waitFor();
    await post(card("#2EB67D", ":white_check_mark: *Backup completed* · `orders`"));
    await page.getByText("Backup completed").waitFor();
    expect(await page.locator(".words").first().innerHTML()).toBe(
      "<span>✅</span> <b>Backup completed</b> · <code>orders</code>",
    );
    await post(card("#E01E5A", "second"));
    await page.getByText("2 messages").waitFor();
  });

  test("shows dates in the reader's time zone, links and fields", async () => {
    const text =
      "<!date^1787364000^{date_short_pretty} {time}|2026-08-22 02:00 UTC> <https://a.example/?x=1&amp;y=2|Open job>";
    await post(card("good", "x", [{ type: "section", fields: [{ type: "mrkdwn", text }] }]));
    await open();
    const time = page.locator(".fields time");
    expect(await time.getAttribute("datetime")).toBe("2026-08-22T02:00:00.000Z");
    expect(await time.textContent()).toContain("2026");
    const link = page.getByRole("link", { name: "Open job" });
    expect(await link.getAttribute("href")).toBe("https://a.example/?x=1&y=2");
    expect(await link.getAttribute("rel")).toBe("noopener noreferrer");
  });

  test("shows a hostile name as the text it is", async () => {
    await post(
      card(
        "danger",
        "`&lt;!channel&gt; &lt;script&gt;alert(1)&lt;/script&gt; *b* :fire:` &lt;https://evil.example|aws&gt; 2*3*4",
      ),
    );
    await open();
    await page.locator("code").waitFor();
    expect(await page.locator(".words").textContent()).toBe(
      "<!channel> <script>alert(1)</script> *b* :fire: <https://evil.example|aws> 2*3*4",
    );
    expect(await page.locator(".words a, .words mark, .words script, .words b").count()).toBe(0);
  });

  test("shows a real mention as a mention, so that no one overlooks it", async () => {
    await post({
      text: "<!channel> wake up _now_ ~or~ *later*",
      blocks: [{ type: "section", text: { type: "mrkdwn", text: "<!channel> _now_ ~or~ <@U1>" } }],
    });
    await open();
    await page.locator("mark").first().waitFor();
    expect(await page.locator(".words").innerHTML()).toBe(
      '<mark class="mention">@channel</mark> <i>now</i> <s>or</s> <mark class="mention">@U1</mark>',
    );
  });

  test("fits a phone, whatever the words", async () => {
    const long = "x".repeat(600);
    await post(
      card("danger", `*Failed* \`${long}\``, [
        { type: "section", text: { type: "mrkdwn", text: `\`\`\`\n${long}\n\`\`\`` } },
        {
          type: "section",
          fields: [
            { type: "mrkdwn", text: long },
            { type: "mrkdwn", text: long },
          ],
        },
        { type: "context", elements: [{ type: "mrkdwn", text: long }] },
      ]),
    );
    await open({ width: 360 });
    await page.locator("pre").waitFor();
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(360);
  });

  test("follows the system's color scheme, and the reader's choice", async () => {
    await open({ colorScheme: "dark" });
    const background = () => page.evaluate("getComputedStyle(document.body).backgroundColor");
    await page.getByRole("button", { name: "Light" }).waitFor();
    expect(await background()).toBe("rgb(26, 29, 33)");
    await page.getByRole("button", { name: "Light" }).click();
    await page.getByRole("button", { name: "Dark" }).waitFor();
    expect(await background()).toBe("rgb(255, 255, 255)");
  });

  test("says what the page is, who posts, and when", async () => {
    await post(card("good", "fine"));
    await open();
    await page.getByText("fine").waitFor();
    const banner = page.getByRole("complementary", { name: "About this page" });
    expect(await banner.locator("p").allTextContents()).toEqual([
      "This is </script> not Slack.",
      "Nothing left this machine.",
    ]);
    expect(await page.locator("article header").textContent()).toContain("Some App");
    expect(await page.locator(".icon").textContent()).toBe("SA");
    expect(await page.locator("header time").getAttribute("datetime")).toBe("2026-08-22T02:14:00.000Z");
  });

  test("shows the note about a message above it", async () => {
    await post({ text: "attack &lt;!channel&gt;" });
    await post({ text: "harmless" });
    await open();
    await page.getByText("harmless").waitFor();
    expect(await page.locator(".note").allTextContents()).toEqual(["An attack that fails"]);
    expect(await page.locator("article", { has: page.locator(".note") }).textContent()).toContain(
      "attack <!channel>",
    );
  });

  test.each(["light", "dark"] as const)(
    "has readable buttons, pressed or not, in %s",
    async (colorScheme) => {
      await post(card("#E01E5A", "broken"));
      await open({ colorScheme });
      await page.getByText("broken").waitFor();
      expect(await page.evaluate(hardToRead)).toEqual([]);
      for (const name of ["Problems", "Notification"]) {
        const button = page.getByRole("button", { name });
        const background = () => button.evaluate((one) => getComputedStyle(one).backgroundColor);
        const before = await background();
        await button.click();
        expect(await background()).not.toBe(before);
        expect(await page.evaluate(hardToRead)).toEqual([]);
      }
    },
  );

  test("shows only the problems and how many they are, and a message's notification", async () => {
    await post(card("#2EB67D", "fine"));
    await post(card("#E01E5A", "broken"));
    await open();
    await page.getByText("broken").waitFor();
    await page.getByRole("button", { name: "Problems" }).click();
    expect(await page.locator("article").count()).toBe(1);
    expect(await page.getByRole("status").textContent()).toBe("1 of 2 messages");
    await page.getByRole("button", { name: "Notification" }).click();
    expect(await page.locator(".notification").textContent()).toContain("The sentence & more");
  });

  test("shows an edit in place, a thread under its message, and a broadcast answer in the channel too", async () => {
    const call = async (method: string, fields: object): Promise<string> => {
      const response = await fetch(`${slack.apiUrl}${method}`, {
        method: "POST",
        headers: {
          authorization: `Bearer ${slack.workspace.token()}`,
          "content-type": "application/json",
        },
        body: JSON.stringify({ channel: slack.channel, ...fields }),
      });
      return (await response.json()).ts;
    };
    await open();
    const ts = await call("chat.postMessage", card("#9AA0A6", "started"));
    await page.getByText("started").waitFor();
    await call("chat.postMessage", { text: "the details", thread_ts: ts });
    await page.getByText("1 message").waitFor();
    await call("chat.update", { ts, ...card("#E01E5A", "failed"), ...{ text: "It failed" } });
    await page.getByText("(edited)").waitFor();
    expect(await page.getByText("started").count()).toBe(0);
    expect(await page.evaluate(hardToRead)).toEqual([]);
    await page.getByRole("button", { name: "1 reply" }).click();
    await page.getByText("the details").waitFor();
    expect(await page.evaluate(hardToRead)).toEqual([]);
    await call("chat.postMessage", { text: "look here", thread_ts: ts, reply_broadcast: true });
    await page.getByText("replied to a thread: It failed").waitFor();
    await page.getByText("2 messages").waitFor();
    await page.getByText("also sent to the channel").waitFor();
  });

  test("shows plain text, headers, buttons and what it does not know", async () => {
    await post({ text: "only text &lt;b&gt;" });
    await post({ text: "*stars* &amp; :wave: stay", mrkdwn: false });
    await post({
      text: "t",
      blocks: [
        { type: "header", text: { type: "plain_text", text: "Digest :wave:" } },
        { type: "divider" },
        {
          type: "actions",
          elements: [
            { type: "button", text: { type: "plain_text", text: "Open vault" }, url: "https://a.example/" },
          ],
        },
        { type: "rich_text", elements: [{ type: "rich_text_section", elements: [] }] },
      ],
    });
    await open();
    await page.getByText("only text <b>").waitFor();
    await page.getByText("*stars* & :wave: stay").waitFor();
    await page.getByRole("heading", { name: "Digest 👋" }).waitFor();
    await page.getByRole("link", { name: "Open vault" }).waitFor();
    await page.getByText("A block of type “rich_text”").waitFor();
  });
});
