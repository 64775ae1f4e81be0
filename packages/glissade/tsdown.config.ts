import { fileURLToPath } from "node:url";
import { defineConfig, type UserConfig } from "tsdown";
import { writeDeclarations } from "./declarations.ts";

const entry = { index: "src/index.ts", data: "src/data/index.ts", files: "src/files/index.ts" };

const common: UserConfig = { fixedExtension: false, tsconfig: "../../tsconfig.json", dts: false };

/** One build for Node and one for pages, which have other providers and no files. */
export default defineConfig([
  {
    ...common,
    platform: "node",
    // A file of its own, since threads start from one.
    entry: { ...entry, "prefetch-worker": "src/files/prefetch-worker.ts" },
    hooks: { "build:done": () => writeDeclarations(Object.values(entry), "dist/types") },
  },
  {
    ...common,
    platform: "browser",
    outDir: "dist/browser",
    entry: { index: entry.index, data: entry.data },
    alias: { "./node.ts": fileURLToPath(new URL("src/run/browser.ts", import.meta.url)) },
    // CommonJS, which pages without a bundler cannot load.
    deps: {
      alwaysBundle: [
        /^(@huggingface\/tokenizers|ml-matrix|fflate|fast-png|iobuffer|jpeg-js|hyparquet.*|hysnappy|fzstd)$/,
      ],
    },
    clean: false,
  },
]);
