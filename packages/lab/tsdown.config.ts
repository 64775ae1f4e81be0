import { defineConfig, type UserConfig } from "tsdown";

const common: UserConfig = { fixedExtension: false, tsconfig: "../../tsconfig.json" };
const charts = "src/charts/index.ts";
const stats = "src/stats/index.ts";

/** All of it for Node, and the charts and the statistics for pages too. */
export default defineConfig([
  {
    ...common,
    platform: "node",
    entry: { index: "src/index.ts", charts, stats, cli: "src/cli.ts", worker: "src/work/process.ts" },
    dts: true,
    // mathjs is some two thousand files; as one it loads in a quarter of the time.
    deps: { alwaysBundle: [/^mathjs\//] },
  },
  {
    ...common,
    platform: "browser",
    outDir: "dist/browser",
    entry: { charts, stats },
    dts: false,
    clean: false,
  },
]);
