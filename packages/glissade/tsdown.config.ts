import { fileURLToPath } from "node:url";
import { defineConfig, type UserConfig } from "tsdown";

const common: UserConfig = { fixedExtension: false, tsconfig: "../../tsconfig.json" };

/** One build for Node and one for pages, which have other providers. */
export default defineConfig([
  {
    ...common,
    platform: "node",
    entry: { index: "src/index.ts", data: "src/data/index.ts", files: "src/files/index.ts" },
    dts: true,
  },
  {
    ...common,
    platform: "browser",
    outDir: "dist/browser",
    entry: { index: "src/index.ts", data: "src/data/index.ts" },
    alias: { "./node.ts": fileURLToPath(new URL("src/run/browser.ts", import.meta.url)) },
    // CommonJS, which pages without a bundler cannot load.
    deps: { alwaysBundle: [/^ml-matrix$/] },
    dts: false,
    clean: false,
  },
]);
