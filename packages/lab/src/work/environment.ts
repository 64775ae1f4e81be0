/** @file What a run's numbers depend on besides its study, configuration and seed. */

import { availableParallelism, cpus } from "node:os";
import { runtimeVersion } from "glissade";
import packageJson from "../../package.json" with { type: "json" };
import type { Json } from "../store/store.ts";

/** Versions and machine of this process. */
export const environmentOf = (): { readonly [name: string]: Json } => ({
  glissade: packageJson.version,
  onnxruntime: runtimeVersion(),
  node: process.version,
  platform: `${process.platform} ${process.arch}`,
  cpu: cpus()[0]?.model ?? "unknown",
  cores: availableParallelism(),
  threads: 1,
});
