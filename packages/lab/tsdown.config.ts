import { defineConfig } from "tsdown";

export default defineConfig({
  entry: { index: "src/index.ts", cli: "src/cli.ts", worker: "src/compare/worker.ts" },
  platform: "node",
  fixedExtension: false,
  dts: true,
  tsconfig: "../../tsconfig.json",
});
