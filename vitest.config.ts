import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const source = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Every operation and optimizer, lessons, processes, browsers: minutes of them. */
const long = [
  "packages/lab/src/store/faults*.test.ts",
  "test/{benchmarks,browser,checkpoints,cli,dashboard,examples,fixtures,ops,optimizers,package,prefetch,report,threads}*.test.ts",
];

/** ONNX Runtime for the web fixes its threads for the whole process, so these need processes of their own. */
const providers = ["test/providers*.test.ts"];

/** Loading the framework anew for each of a hundred files took longer than the tests. */
const isolate = false;

/** Processes and pages run what is built. */
const globalSetup = ["test/support/build.js"];

const setupFiles = ["test/support/one-thread.ts"];

export default defineConfig({
  resolve: {
    alias: [
      { find: /^glissade\/data$/, replacement: source("./packages/glissade/src/data/index.ts") },
      { find: /^glissade\/files$/, replacement: source("./packages/glissade/src/files/index.ts") },
      { find: /^@glissade\/lab\/charts$/, replacement: source("./packages/lab/src/charts/index.ts") },
      { find: /^@glissade\/lab\/stats$/, replacement: source("./packages/lab/src/stats/index.ts") },
      { find: /^@glissade\/lab$/, replacement: source("./packages/lab/src/index.ts") },
      { find: /^glissade$/, replacement: source("./packages/glissade/src/index.ts") },
    ],
  },
  test: {
    testTimeout: 30_000,
    // Some fill and remove folders of hundreds of megabytes.
    hookTimeout: 60_000,
    pool: "forks",
    // A computation takes one thread, and some files only wait: for locks, for hosts that are cut off.
    maxWorkers: availableParallelism() + 1,
    projects: [
      {
        extends: true,
        test: {
          name: "quick",
          include: ["packages/*/src/**/*.test.ts", "test/**/*.test.ts"],
          exclude: [...long, ...providers],
          isolate,
          setupFiles,
        },
      },
      {
        extends: true,
        test: { name: "long", include: long, isolate, setupFiles, globalSetup, testTimeout: 120_000 },
      },
      { extends: true, test: { name: "providers", include: providers, isolate: true } },
    ],
  },
});
