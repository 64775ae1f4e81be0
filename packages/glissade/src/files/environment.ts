/** @file The environment of a computation: provider, kernels, threads and versions. */

import { availableParallelism } from "node:os";
import glissade from "../../package.json" with { type: "json" };
import { settings } from "../run/configure.ts";
import { runtimeVersion } from "../run/platform.ts";
import { backendOf, providerOf } from "../run/program.ts";
import type { Environment } from "./checkpoint-files.ts";

export const currentEnvironment = (): Environment => ({
  provider: providerOf({}),
  kernels: backendOf({}).unfused({ inputs: [], outputs: [] }) === undefined,
  threads: settings.threads ?? null,
  cores: availableParallelism(),
  // More are no faster: decisions/0031-one-step-per-call.md.
  stepsPerCall: 1,
});

/** What of two environments changes bits, where it differs; what an older manifest does not say counts as equal. */
export function differences(
  written: Partial<Environment>,
  now: Environment,
): { readonly written: string; readonly now: string } | undefined {
  const [before, after] = [describe({ ...now, ...written }), describe(now)];
  const differing = before.flatMap((part, index) => (part === after[index] ? [] : index));
  const toText = (parts: readonly string[]) => differing.map((index) => parts[index]).join(", ");
  return differing.length === 0 ? undefined : { written: toText(before), now: toText(after) };
}

const describe = ({ provider, kernels, threads, cores, stepsPerCall }: Environment): readonly string[] => [
  `on ${provider}`,
  `${kernels ? "with" : "without"} kernels`,
  `with ${threads === null ? `the threads of ${count(cores, "core")}` : count(threads, "thread")}`,
  `with ${count(stepsPerCall, "step")} per call`,
];

const count = (value: number, word: string): string => `${value} ${word}${value === 1 ? "" : "s"}`;

export const versions = () => ({
  glissade: glissade.version,
  onnxruntime: runtimeVersion(),
  node: process.versions.node,
});
