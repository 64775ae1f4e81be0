/** @file The export of runs to an MLflow server: each run once, and each of its numbers once. */

import { hasEnded } from "../store/endings.ts";
import { requireExported, requireIterable } from "./check-rows.ts";
import { IDENTITY_TAG, type MlflowRequests, toMlflow } from "./mlflow-requests.ts";
import { connect, listAt, type MlflowOptions, Refusal, type Server, textAt } from "./mlflow-server.ts";
import type { ExportedRun } from "./rows.ts";

export interface MlflowExport {
  /** Runs that were sent. */
  readonly sent: number;
  /** Runs that the server had already. */
  readonly known: number;
  /** Runs that have not ended, and were not sent. */
  readonly unfinished: number;
}

/**
 * Sends runs that have ended to an MLflow server. Metrics that are sent twice are there twice, so that a request is repeated only
 * where the server surely did not take it; after any other failure the run is deleted there and sent anew. A run that the
 * server has is left as it is: an export that broke off goes on where it was.
 *
 * @throws MlflowError where the server refuses a request, or fails as often as `tries` says.
 *
 * @example
 * const { sent, known } = await exportMlflow(runs, { url: "http://127.0.0.1:5000" });
 */
export async function exportMlflow(
  runs: Iterable<ExportedRun> | AsyncIterable<ExportedRun>,
  options: MlflowOptions,
): Promise<MlflowExport> {
  const server = connect(options);
  requireIterable("exportMlflow(runs)", runs);
  const experiments = new Map<string, string>();
  const counts = { sent: 0, known: 0, unfinished: 0 };
  for await (const exported of runs) {
    requireExported("exportMlflow(runs)", exported);
    if (!hasEnded(exported.run)) {
      counts.unfinished++;
      continue;
    }
    const requests = toMlflow(exported);
    const { name } = requests.experiment;
    const experiment = experiments.get(name) ?? (await server.again(() => findExperiment(server, name)));
    experiments.set(name, experiment);
    counts[await server.again(() => sendRun(server, experiment, requests))]++;
  }
  return counts;
}

/** An experiment is created once: where its name is taken it is there. */
async function findExperiment(server: Server, name: string): Promise<string> {
  try {
    return textAt(await server.post("experiments/create", { name }), "experiment_id");
  } catch (error) {
    if (!(error instanceof Refusal && error.reason === "RESOURCE_ALREADY_EXISTS")) throw error;
    return textAt(
      await server.get("experiments/get-by-name", { experiment_name: name }),
      "experiment",
      "experiment_id",
    );
  }
}

/** Sends a run from its beginning; what is left of an earlier try is deleted first. */
async function sendRun(
  server: Server,
  experiment: string,
  requests: MlflowRequests,
): Promise<"sent" | "known"> {
  const { create, batches, update, identity } = requests;
  const found = await server.post("runs/search", {
    experiment_ids: [experiment],
    filter: `tags."${IDENTITY_TAG}" = '${identity}'`,
    max_results: 10,
  });
  for (const run of listAt(found, "runs")) {
    if (textAt(run, "info", "status") !== "RUNNING") return "known";
    await server.post("runs/delete", { run_id: textAt(run, "info", "run_id") });
  }
  const created = await server.post("runs/create", { experiment_id: experiment, ...create });
  const run_id = textAt(created, "run", "info", "run_id");
  for (const batch of batches) await server.post("runs/log-batch", { run_id, ...batch });
  await server.post("runs/update", { run_id, ...update });
  return "sent";
}
