import { defineConfig, type Plugin } from "vite";

/** The framework names its WebAssembly, 40 MB that no page here loads. */
const withoutWasm: Plugin = {
  name: "without-wasm",
  generateBundle(_options, bundle) {
    for (const name of Object.keys(bundle)) if (name.endsWith(".wasm")) delete bundle[name];
  },
};

/** Into the lab, which serves the pages. */
export default defineConfig({
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  plugins: [withoutWasm],
  build: { outDir: "../lab/dist/web", emptyOutDir: true, modulePreload: false, chunkSizeWarningLimit: 2000 },
});
