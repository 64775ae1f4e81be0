/** @file What a run's numbers depend on besides its study, configuration and seed. */

import { execFileSync } from "node:child_process";
import { availableParallelism, cpus } from "node:os";
import { runtimeVersion } from "glissade";
import packageJson from "../../package.json" with { type: "json" };
import type { Json } from "../store/store.ts";

/** Versions, commit and machine of this process. */
export function environmentOf(): { readonly [name: string]: Json } {
  commit ??= readCommit();
  return {
    glissade: packageJson.version,
    onnxruntime: runtimeVersion(),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    cpu: cpus()[0]?.model ?? "unknown",
    cores: availableParallelism(),
    ...(commit !== "" && { commit }),
  };
}

let commit: string | undefined;

/** Of the folder in which the process runs, with "-dirty" where files differ from it; empty where git knows none. */
function readCommit(): string {
  const describe = ["describe", "--always", "--dirty", "--abbrev=40", "--exclude=*"];
  try {
    return execFileSync("git", describe, {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
      timeout: 2000,
    }).trim();
  } catch {
    return "";
  }
}
