import { expect, test } from "vitest";
import { startTrackingServer } from "../../../../test/support/tracking-server.ts";
import type { Point, RunRecord } from "../store/store.ts";
import { exportMlflow } from "./mlflow.ts";
import { toMlflow } from "./mlflow-requests.ts";
import { MlflowError } from "./mlflow-server.ts";
import type { ExportedRun } from "./rows.ts";

const run = (seed: number, change: Partial<RunRecord> = {}): RunRecord => ({
  ...{ id: seed, study: 1, configuration: { arm: "adam", values: { lr: 0.01 } }, seed, stage: "final" },
  ...{ state: "done", attempt: 1, crashes: 0, worker: null, step: 9, seconds: 0.5, metrics: {} },
  ...{ started: "2026-11-26T18:30:00.000Z", finished: "2026-11-26T18:31:00.000Z" },
  ...{ extra: null, error: null, environment: null, tags: [], notes: "", ...change },
});
const curve = (length: number): Point[] =>
  Array.from({ length }, (_, step) => ({
    key: "train/loss",
    step,
    value: 1 / (step + 1),
    seconds: step / 1000,
  }));
const exported = (
  seed: number,
  points: readonly Point[] = curve(3),
  change?: Partial<RunRecord>,
): ExportedRun => ({
  ...{ study: "rates", run: run(seed, change), points },
});
const fast = { waitSeconds: 0.001 };

test("runs arrive whole, within the limits of a batch", async () => {
  const { server, url } = await startTrackingServer();
  const values = Object.fromEntries(
    Array.from({ length: 150 }, (_, index) => [`p${index}`, "大".repeat(7000)]),
  );
  const big = exported(1, curve(2500), {
    configuration: { arm: "adam", values },
    metrics: { "test/accuracy": 0.75, "train/loss": 5 },
    step: 2499,
  });
  const headers = { Authorization: "Bearer x" };
  expect(await exportMlflow([big, exported(2)], { url, headers })).toEqual({
    sent: 2,
    known: 0,
    unfinished: 0,
  });
  const [first, second] = server.alive;
  expect([first!.status, second!.status]).toEqual(["FINISHED", "FINISHED"]);
  expect(first!.params.size).toBe(153);
  expect(first!.metrics.map(({ value }) => value)).toEqual([...curve(2500).map(({ value }) => value), 0.75]);
  expect(first!.metrics[1]).toEqual({ key: "train/loss", value: 0.5, timestamp: 1795717800001, step: 1 });
  expect(Object.fromEntries(second!.params)).toEqual({ arm: "adam", seed: "2", stage: "final", lr: "0.01" });
  expect(server.headers.every(({ authorization }) => authorization === "Bearer x")).toBe(true);
});

test("NaN and infinities, and names that MLflow does not take", async () => {
  const { server, url } = await startTrackingServer();
  const names = ["a:b", "a,b", "/x", "x/", "..", "a/./b", "größe", "l".repeat(300), "", "loss"];
  const numbers = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0];
  const metrics = Object.fromEntries(names.map((name, index) => [name, numbers[index % 4]!]));
  const values = Object.fromEntries(names.map((name) => [name, { a: 1 }]));
  const configuration = { arm: "adam", values };
  await exportMlflow(
    [exported(1, [], { configuration, metrics, state: "diverged", error: "e".repeat(9000) })],
    { url },
  );
  const [sent] = server.alive;
  expect(sent!.status).toBe("FAILED");
  expect(sent!.metrics.map(({ key, value }) => [key, value])).toEqual([
    ["a_b", "NaN"],
    ["a_b_2", "Infinity"],
    ["_/x", "-Infinity"],
    ["x/_", 0],
    ["_", "NaN"],
    ["a/_/b", "Infinity"],
    ["gr__e", "-Infinity"],
    ["l".repeat(249), 0],
    ["__2", "NaN"],
    ["loss", "Infinity"],
  ]);
  expect(sent!.params.size).toBe(names.length + 3);
  expect(sent!.tags.find(({ key }) => key === "glissade.state")!.value).toBe("diverged");
});

test("what the server did not take is sent again, to the same run", async () => {
  const { server, url } = await startTrackingServer();
  for (const endpoint of [
    "experiments/create",
    "runs/search",
    "runs/create",
    "runs/log-batch",
    "runs/update",
  ])
    server.faults.push({ endpoint, when: "before", status: 429, retryAfter: "0.001" });
  await exportMlflow([exported(1)], { url, ...fast });
  expect(server.runs.size).toBe(1);
  expect(server.alive[0]!.metrics).toHaveLength(3);
});

const doubtful = [
  "experiments/create",
  "runs/search",
  "runs/create",
  "runs/log-batch",
  "runs/update",
].flatMap((endpoint) =>
  (["before", "after"] as const).flatMap((when) =>
    [undefined, 503].map((status) => ({ endpoint, when, status })),
  ),
);

test.each(doubtful)(
  "no number is there twice where $endpoint fails $when it is done ($status)",
  async ({ status, ...fault }) => {
    const { server, url } = await startTrackingServer();
    server.faults.push({ ...fault, ...(status && { status }) });
    const result = await exportMlflow([exported(1, curve(2001)), exported(2)], { url, ...fast });
    expect(server.alive.map(({ metrics, status }) => [metrics.length, status])).toEqual([
      [2001, "FINISHED"],
      [3, "FINISHED"],
    ]);
    expect(result.sent + result.known).toBe(2);
  },
);

test("an export that is done again sends nothing, and one that broke off goes on", async () => {
  const { server, url } = await startTrackingServer();
  const runs = [1, 2, 3].map((seed) => exported(seed));
  server.faults.push(
    ...Array.from({ length: 3 }, () => ({ endpoint: "runs/update", when: "before" as const })),
  );
  await expect(exportMlflow(runs, { url, tries: 3, ...fast })).rejects.toThrow(MlflowError);
  expect(await exportMlflow([exported(9), ...runs], { url })).toEqual({ sent: 4, known: 0, unfinished: 0 });
  const before = server.requests.filter((endpoint) => endpoint === "runs/log-batch").length;
  expect(await exportMlflow(runs, { url })).toEqual({ sent: 0, known: 3, unfinished: 0 });
  expect(server.requests.filter((endpoint) => endpoint === "runs/log-batch")).toHaveLength(before);
  expect(server.alive.map(({ metrics }) => metrics.length)).toEqual([3, 3, 3, 3]);
});

test("runs that have not ended are not sent", async () => {
  const { server, url } = await startTrackingServer();
  const runs = (["queued", "running", "stale"] as const).map((state) => exported(1, [], { state }));
  expect(await exportMlflow(runs, { url })).toEqual({ sent: 0, known: 0, unfinished: 3 });
  expect(server.requests).toEqual([]);
});

test("errors say what the server said, and refusals are not repeated", async () => {
  const { server, url, http } = await startTrackingServer();
  await expect(exportMlflow([exported(1)], { url: `${url}/other/` })).rejects.toThrow(
    `${url}/other/api/2.0/mlflow/experiments/create: answered 404 ENDPOINT_NOT_FOUND: No API found for '/other/api/2.0/mlflow/experiments/create'.`,
  );
  expect(server.requests).toHaveLength(1);
  server.faults.push(
    ...Array.from({ length: 2 }, () => ({ endpoint: "runs/search", when: "before" as const, status: 500 })),
  );
  await expect(exportMlflow([exported(1)], { url, tries: 2, ...fast })).rejects.toThrow(
    `${url}/api/2.0/mlflow/runs/search: answered 500. Try again later: what was sent stays.`,
  );
  http.closeAllConnections();
  await new Promise((resolve) => http.close(resolve));
  await expect(exportMlflow([exported(1)], { url, tries: 2, ...fast })).rejects.toThrow(
    `${url}/api/2.0/mlflow/experiments/create: gave no answer (connect ECONNREFUSED ${url.slice(7)}). Check that the server runs: what was sent stays.`,
  );
});

test("options that are none are errors", async () => {
  await expect(exportMlflow([], { url: "127.0.0.1:5000" })).rejects.toThrow(
    'exportMlflow({ url }): must be the address of a server, got "127.0.0.1:5000". Write it like "http://127.0.0.1:5000".',
  );
  await expect(exportMlflow([], { url: "http://x", retries: 1 } as never)).rejects.toThrow(
    "exportMlflow({ retries }): is not an option. The nearest is tries (known: url, fetch, headers, tries, waitSeconds).",
  );
});

test("a run as requests", () => {
  const said = { tags: ["try", "wide"], notes: "a first look" };
  const requests = toMlflow(exported(3, curve(1), { metrics: { loss: Number.NaN }, ...said }));
  expect(requests).toEqual({
    experiment: { name: "rates" },
    create: {
      ...{ run_name: "adam, seed 3", start_time: 1795717800000 },
      tags: [
        { key: "glissade.run", value: requests.identity },
        { key: "glissade.state", value: "done" },
        { key: "glissade.tags", value: "try, wide" },
        { key: "mlflow.note.content", value: "a first look" },
      ],
    },
    batches: [
      {
        params: [
          { key: "arm", value: "adam" },
          { key: "seed", value: "3" },
          { key: "stage", value: "final" },
          { key: "lr", value: "0.01" },
        ],
      },
      {
        metrics: [
          { key: "train/loss", value: 1, timestamp: 1795717800000, step: 0 },
          { key: "loss", value: "NaN", timestamp: 1795717800500, step: 9 },
        ],
      },
    ],
    update: { status: "FINISHED", end_time: 1795717860000 },
    identity: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  expect(toMlflow(exported(4)).identity).not.toBe(requests.identity);
});
