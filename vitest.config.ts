import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const source = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** ONNX Runtime for the web fixes its threads for the whole process, so these need processes of their own. */
const providers = "test/providers*.test.ts";

export default defineConfig({
  resolve: {
    alias: [
      { find: /^glissade\/data$/, replacement: source("./packages/glissade/src/data/index.ts") },
      { find: /^glissade$/, replacement: source("./packages/glissade/src/index.ts") },
    ],
  },
  test: {
    testTimeout: 30_000,
    pool: "forks",
    projects: [
      {
        extends: true,
        test: {
          name: "main",
          include: ["packages/*/src/**/*.test.ts", "test/**/*.test.ts"],
          exclude: [providers, "**/node_modules/**"],
          // Loading the framework anew for each of a hundred files took longer than the tests.
          isolate: false,
        },
      },
      { extends: true, test: { name: "providers", include: [providers], isolate: true } },
    ],
  },
});
