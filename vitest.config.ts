import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const source = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  resolve: {
    alias: [
      { find: /^glissade\/data$/, replacement: source("./packages/glissade/src/data/index.ts") },
      { find: /^glissade$/, replacement: source("./packages/glissade/src/index.ts") },
    ],
  },
  test: {
    include: ["packages/*/src/**/*.test.ts", "test/**/*.test.ts"],
    testTimeout: 30_000,
    pool: "forks",
    // Loading the framework anew for each of a hundred files took longer than the tests.
    isolate: false,
  },
});
