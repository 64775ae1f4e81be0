/** @file The environment of a result, as its runs tell it. */

import type { RunRecord } from "../store/store.ts";
import type { Environment } from "./result.ts";

/** That of the first run, with the commits of all. */
export function environmentOfRuns(runs: readonly RunRecord[], workers: number): Environment {
  const { glissade, onnxruntime, node, platform, cpu, cores } = Object(
    runs[0]?.environment,
  ) as Partial<Environment>;
  const commits = new Set(
    runs.map(({ environment }) => (Object(environment) as Partial<Environment>).commit),
  );
  const commit = [...commits].filter((each) => typeof each === "string").join(", ");
  const started = runs.flatMap((run) => run.started ?? []).toSorted()[0] ?? new Date().toISOString();
  const finished =
    runs
      .flatMap((run) => run.finished ?? [])
      .toSorted()
      .at(-1) ?? started;
  return {
    ...{ glissade: glissade ?? "unknown", onnxruntime: onnxruntime ?? "unknown", node: node ?? "unknown" },
    ...{ platform: platform ?? "unknown", cpu: cpu ?? "unknown", cores: cores ?? 0, workers, started },
    ...(commit !== "" && { commit }),
    seconds: (Date.parse(finished) - Date.parse(started)) / 1000,
  };
}
