import { buildSync } from "esbuild";

/** Bundles a page's script, so that the page loads nothing from elsewhere. */
export const bundlePage = (entryPoint: string): Uint8Array => {
  const { outputFiles } = buildSync({
    entryPoints: [entryPoint],
    bundle: true,
    write: false,
    format: "esm",
    target: "es2022",
    jsx: "automatic",
    minify: true,
    legalComments: "none",
    define: { "process.env.NODE_ENV": '"production"' },
    logLevel: "silent",
  });
  const [app] = outputFiles;
  if (app === undefined) throw new Error(`${entryPoint} could not be bundled`);
  return app.contents;
};

/** A page's data as an element that its script reads by id. No text in the data can end the element. */
export const dataElement = (id: string, value: unknown): string =>
  `<script type="application/json" id="${id}">${JSON.stringify(value).replaceAll("<", "\\u003c")}</script>`;
