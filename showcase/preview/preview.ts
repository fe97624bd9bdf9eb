import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type HttpServer, startHttpServer } from "../../local/http-server";
import { findChromium } from "../../local/process/chromium";
import type { Context } from "../../scripts/program/context";
import { Failure, wrongUsage } from "../../scripts/program/failure";
import { loadStage } from "../../src/stage/load";
import { notifierRoutesOf } from "../../src/stage/notifier-routes";
import { StageError } from "../../src/stage/problem";
import { samples } from "../samples/samples";
import { type Gallery, type GalleryStage, galleryOf } from "./gallery";
import { pageOf } from "./page";
import { pictureArguments, takePictures } from "./pictures";

/** How the preview was requested. */
export type PreviewRequest = {
  /** The stage whose settings count; absent: STAGE, else `dev`. */
  readonly stage: string | undefined;
  /** Keep the page at an address until Ctrl-C. */
  readonly serve: boolean;
  /** Of the page; 0 picks a free one. */
  readonly port: number;
  /** Take the documentation's pictures instead. */
  readonly pictures: boolean;
};

/** The stage of the pictures and of the tests' snapshot: independent of the stage files. */
export const exampleStage: GalleryStage = { name: "prod", routes: [], way: "webhook", countsRuns: true };

const stageOf = (request: PreviewRequest, { env, projectDir }: Context): GalleryStage => {
  const name = request.stage ?? (env["STAGE"] || "dev");
  try {
    const stage = loadStage(name, resolve(projectDir, env["STAGES_DIR"] || "stages"));
    return {
      name,
      routes: notifierRoutesOf(stage),
      way: stage.bot === undefined ? "webhook" : "bot",
      countsRuns: stage.ledger && stage.delivery === "queue",
    };
  } catch (error) {
    throw error instanceof StageError ? wrongUsage(error.problems.join("; ")) : error;
  }
};

const serve = (html: string, port: number): Promise<HttpServer> =>
  startHttpServer(
    (request, response) => {
      const isPage = request.method === "GET" && /^\/(\?|$)/.test(request.url ?? "");
      response.writeHead(isPage ? 200 : 404, {
        "content-type": isPage ? "text/html; charset=utf-8" : "text/plain",
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
      });
      response.end(isPage ? html : "not found");
    },
    { port },
  ).catch((error: NodeJS.ErrnoException) => {
    throw error.code === "EADDRINUSE"
      ? new Failure(`port ${port} is in use; choose another with --port, or leave it out to get a free one`)
      : error;
  });

const launch = async (env: NodeJS.ProcessEnv) => {
  const executablePath = findChromium(env);
  if (executablePath === undefined) {
    throw new Failure(
      "pictures need Chromium, and none was found; install Chromium or Chrome, or set CHROMIUM_PATH to its program",
    );
  }
  const { chromium } = await import("playwright-core");
  return chromium.launch({ executablePath, args: [...pictureArguments] });
};

const writePictures = async (gallery: Gallery, { env, projectDir, terminal }: Context): Promise<void> => {
  const browser = await launch(env);
  try {
    const { taken, withEmoji } = await takePictures(browser, gallery);
    if (!withEmoji) {
      throw new Failure(
        "pictures need a color emoji font, and none was found; install one, such as fonts-noto-color-emoji",
      );
    }
    const folder = join(projectDir, "docs", "images");
    mkdirSync(folder, { recursive: true });
    for (const { picture, png } of taken) {
      writeFileSync(join(folder, `${picture.name}.png`), png);
      terminal.say(`docs/images/${picture.name}.png  ${Math.ceil(png.length / 1024)} KB`);
    }
  } finally {
    await browser.close();
  }
};

/** Writes the gallery and serves it until Ctrl-C, or takes the documentation's pictures of it. */
export const runPreview = async (request: PreviewRequest, context: Context): Promise<void> => {
  const { terminal, projectDir, signal } = context;
  if (request.pictures) {
    await writePictures(await galleryOf(samples, exampleStage), context);
    return;
  }
  const gallery = await galleryOf(samples, stageOf(request, context));
  const html = pageOf(gallery);
  const folder = join(projectDir, "build", "preview");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "index.html"), html);
  terminal.say(
    `${gallery.entries.length} messages of stage ${gallery.stage}, written to build/preview/index.html.`,
  );
  if (!request.serve) return;
  const server = await serve(html, request.port);
  context.ifInterrupted("The page stays in build/preview/index.html.");
  terminal.say(`They are at ${server.url}/ until you press Ctrl-C.`);
  await once(signal, "abort");
  await server.close();
};
