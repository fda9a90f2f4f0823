// Builds every entry of src/entries into dist/. Names carry no hash: Django's static storage adds it, once.

import { copyFile, mkdir, readdir, readFile, rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import * as sass from "sass";

const here = fileURLToPath(new URL(".", import.meta.url));
const entries = (await readdir(`${here}src/entries`)).filter((name) => /\.(js|css)$/.test(name)).sort();
const icons = (await readdir(`${here}src/icons`)).filter((name) => name.endsWith(".png"));
// What is served as it comes.
const copies = [
  ["node_modules/zxing-wasm/dist/reader/zxing_reader.wasm", "zxing_reader.wasm"],
  ["node_modules/zxing-wasm/LICENSE", "zxing_reader.wasm.LEGAL.txt"],
  ["node_modules/@fontsource/noto-serif-tibetan/LICENSE", "noto-serif-tibetan.LEGAL.txt"],
  ...icons.map((name) => [`src/icons/${name}`, `icons/${name}`]),
];

// Only the parts of Bootstrap that a page uses end up in its sheet.
const scss = {
  name: "scss",
  setup({ onLoad }) {
    onLoad({ filter: /\.scss$/ }, ({ path }) => {
      const { css } = sass.compile(path, {
        loadPaths: [`${here}node_modules`],
        // Bootstrap 5 is written for Sass before 3.0 and says so at every build.
        quietDeps: true,
        silenceDeprecations: ["import", "global-builtin", "color-functions", "if-function"],
      });
      return { contents: css, loader: "css" };
    });
  },
};

await rm(`${here}dist`, { recursive: true, force: true });
await build({
  absWorkingDir: here,
  entryPoints: entries.map((name) => `src/entries/${name}`),
  outdir: "dist",
  outbase: "src/entries",
  bundle: true,
  minify: true,
  // A service worker cannot be a module on the oldest browsers served, and one format is enough.
  format: "iife",
  // The floor: old Android phones and the browsers inside other apps.
  target: ["chrome80", "safari14.1"],
  jsx: "automatic",
  jsxImportSource: "preact",
  charset: "utf8",
  legalComments: "linked",
  loader: { ".woff2": "file" },
  assetNames: "[name]",
  logLevel: "warning",
  plugins: [scss],
});
await mkdir(`${here}dist/icons`, { recursive: true });
for (const [from, to] of copies) await copyFile(here + from, `${here}dist/${to}`);

console.log(`frontend/dist: ${entries.length} entries built; their sizes as they travel:`);
for (const name of [...entries, "zxing_reader.wasm"]) {
  const size = gzipSync(await readFile(`${here}dist/${name}`), { level: 9 }).length;
  console.log(`${(size / 1024).toFixed(1).padStart(7)} KB ${name}`);
}
