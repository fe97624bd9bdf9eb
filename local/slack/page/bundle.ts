import { buildSync } from "esbuild";

/** Bundles a page's script, so that it loads nothing from anywhere else. */
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
