import { defineConfig } from "tsdown";

export default defineConfig({
  entry: { index: "src/index.ts", cli: "src/cli.ts", worker: "src/compare/worker.ts" },
  platform: "node",
  fixedExtension: false,
  dts: true,
  // mathjs is some two thousand files; as one it loads in a quarter of the time.
  deps: { alwaysBundle: [/^mathjs\//] },
  tsconfig: "../../tsconfig.json",
});
