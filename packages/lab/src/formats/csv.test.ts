import { parseCsv } from "glissade/data";
import { expect, test } from "vitest";
import type { RunRecord } from "../store/store.ts";
import { curvesToCsv, runsToCsv } from "./csv.ts";
import fixture from "./fixtures/texts.json" with { type: "json" };

const run: RunRecord = {
  ...{ id: 1, study: 1, configuration: { arm: "adam", values: {} }, seed: 3, stage: "final" },
  ...{ state: "done", attempt: 1, crashes: 0, worker: null, step: 9, seconds: 0.5, metrics: {} },
  ...{
    started: "2026-11-26T18:30:00.000Z",
    finished: null,
    extra: null,
    error: null,
    environment: null,
    tags: [],
    notes: "",
  },
};

const inArm = (arm: string, change: Partial<RunRecord> = {}): RunRecord => ({
  ...run,
  ...change,
  configuration: { arm, values: change.configuration?.values ?? {} },
});

test.each(fixture.texts.map((text, index) => [text, fixture.lines[index]!] as const))(
  "%j is quoted as by Python's csv module",
  (text, line) => {
    const [, row] = runsToCsv([{ study: "x", run: inArm(text) }]).split(/(?<=error\r\n)/);
    const cell = line.slice("x,".length, -",3.5\r\n".length);
    // A lone carriage return also begins what a spreadsheet may take for a formula.
    expect(row).toContain(`x,final,${text === "\r" ? '"\'\r"' : cell},3,done,1,9,`);
  },
);

test("a row a run: hyper-parameters and metrics that others lack are empty", () => {
  const runs = [
    inArm("sgd", {
      configuration: { arm: "", values: { lr: 0.1, nested: { a: [1, 2] } } },
      metrics: { loss: 1 },
    }),
    inArm("adam", {
      ...{ configuration: { arm: "", values: { lr: 1e-3, b1: null, name: "x" } }, state: "failed" },
      ...{
        metrics: { "test/accuracy": Number.NaN, loss: Number.NEGATIVE_INFINITY },
        error: "out of memory,\nsorry",
      },
    }),
  ];
  expect(runsToCsv(runs.map((each) => ({ study: "rates", run: each })))).toBe(
    [
      "study,stage,arm,params.lr,params.nested,params.b1,params.name,seed,state,attempt,step,seconds,started,finished,metrics.loss,metrics.test/accuracy,error\r\n",
      'rates,final,sgd,0.1,"{""a"":[1,2]}",,,3,done,1,9,0.5,2026-11-26T18:30:00.000Z,,1,,\r\n',
      'rates,final,adam,0.001,,,x,3,failed,1,9,0.5,2026-11-26T18:30:00.000Z,,-Infinity,NaN,"out of memory,\nsorry"\r\n',
    ].join(""),
  );
});

test("texts that would be formulas are texts, numbers stay numbers", () => {
  const texts = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "a=1", "−1"];
  const values = { rate: -0.5 };
  const csv = runsToCsv(
    texts.map((arm) => ({ study: "s", run: inArm(arm, { configuration: { arm, values } }) })),
  );
  const cells = Array.from(csv.matchAll(/^s,final,(.+?),(-0\.5),/gm), ([, arm, rate]) => [arm, rate]);
  const shown = ["'=1+1", "'+1", "'-1", "'@SUM(A1)", `'\tx`, "a=1", "−1"];
  expect(cells).toEqual(shown.map((arm) => [arm, "-0.5"]));
});

test("a row a point", async () => {
  const points = [
    { step: 1, value: 0.5, seconds: 0.25 },
    { step: 2, value: Number.NaN, seconds: 0.5 },
  ];
  let csv = "";
  for await (const part of curvesToCsv([{ study: "s", run, key: "train/loss", points }])) csv += part;
  expect(csv).toBe(
    [
      "study,run,arm,seed,key,step,seconds,value",
      "s,1,adam,3,train/loss,1,0.25,0.5",
      "s,1,adam,3,train/loss,2,0.5,NaN",
      "",
    ].join("\r\n"),
  );
  const columns = ["step", "value"];
  expect(parseCsv(csv, { columns, impute: 0 }).columns.map(({ values }) => [...values.data])).toEqual([
    [1, 2],
    [0.5, 0],
  ]);
});
