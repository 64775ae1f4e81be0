import { defineConfig } from "tsdown";

export default defineConfig({
  entry: { index: "src/index.ts", data: "src/data/index.ts" },
  platform: "neutral",
  fixedExtension: false,
  dts: true,
  tsconfig: "../../tsconfig.json",
});
