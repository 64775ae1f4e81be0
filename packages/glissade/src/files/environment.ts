/** @file The environment of a computation: provider, threads and versions. */

import { availableParallelism } from "node:os";
import glissade from "../../package.json" with { type: "json" };
import { settings } from "../run/configure.ts";
import { defaultProvider, runtimeVersion } from "../run/platform.ts";
import type { Environment } from "./checkpoint-files.ts";

export const currentEnvironment = (): Environment => ({
  provider: settings.provider ?? defaultProvider,
  threads: settings.threads ?? null,
  cores: availableParallelism(),
});

export const versions = () => ({
  glissade: glissade.version,
  onnxruntime: runtimeVersion(),
  node: process.versions.node,
});
