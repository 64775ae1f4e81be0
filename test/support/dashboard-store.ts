/** @file A store as the dashboard shows it: runs of all kinds, one of them with artifacts and histograms. */

import { histogramOf } from "../../packages/lab/src/record/attach.ts";
import { fileOfStep, HISTOGRAM } from "../../packages/lab/src/rows/attachments.ts";
import type { Claim, NewRun, Point, Store } from "../../packages/lab/src/store/store.ts";

/** A name that is a page's markup. */
export const HOSTILE = "<img src=x onerror=alert(1)>";

export const ARMS = ["sgd", "momentum with a name as long as people write them", HOSTILE] as const;
export const SEEDS = 40;
const STEPS = 200;

const description = {
  study: { metric: "accuracy" },
  facts: {
    ...{ problem: "glyphs", about: "made up", classes: [], better: { accuracy: "higher" }, steps: STEPS },
    ...{ batchSize: 64, hasValidation: true },
  },
} as const;

export const newRun = (arm: string, seed: number): NewRun => ({
  configuration: { arm, values: { optimizer: "sgd(0.1)", rate: 0.1 } },
  ...{ seed, stage: "final" },
});

/** Numbers in [0, 1) that look random and are the same each time. */
const noise = (place: number): number => (((Math.sin(place) * 43758.5453) % 1) + 1) % 1;

function curves(arm: number, seed: number): readonly Point[] {
  return Array.from({ length: STEPS }, (_, index) => index + 1).flatMap((step) => {
    const at = { step, seconds: step / 10 };
    const loss = 2.3 * Math.exp(-step / (60 - 15 * arm)) + 0.1 * noise(1000 * arm + 100 * seed + step);
    const points: Point[] = [{ key: "train/loss", value: loss, ...at }];
    return step % 20 > 0 ? points : [...points, { key: "validation/accuracy", value: 1 - loss / 2.5, ...at }];
  });
}

interface Filled {
  readonly study: number;
  /** One with trials. */
  readonly searched: number;
  /** With all that a run can have. */
  readonly run: number;
}

/** The numbers of studies and a run. */
export async function fillStore(store: Store): Promise<Filled> {
  const searched = await addSearched(store);
  const { id: study } = await store.addStudy({ name: `rates of ${HOSTILE}`, description });
  await store.annotate(study, { tags: ["book", HOSTILE], notes: "A first look at three optimizers." });
  const run = await addDetailed(store, study);
  for (const [index, arm] of ARMS.entries())
    for (let seed = 1; seed <= SEEDS; seed++) await addPlain(store, study, { index, arm, seed });
  await store.addRuns(study, [newRun("sgd", 98), newRun("sgd", 99)]);
  const running = (await store.claim({ worker: `machine:${HOSTILE}`, leaseSeconds: 3600 }))!;
  await running.heartbeat(17);
  return { study, searched, run };
}

/** Two arms whose names differ at their ends, a grid of trials of each, and the best of them over seeds. */
async function addSearched(store: Store): Promise<number> {
  const { id } = await store.addStudy({ name: "a search", description });
  for (const momentum of [0, 0.9]) {
    const arm = `sgd with a learning rate that is searched and momentum ${momentum}`;
    for (const learningRate of RATES)
      for (const decay of [0, 0.01]) await addTrial(store, id, { arm, learningRate, decay, momentum });
    const values = { optimizer: "sgd", learningRate: 0.1, decay: 0.01 };
    for (const seed of [1, 2, 3])
      await store.addEnded(id, {
        ...{ configuration: { arm, values }, seed, stage: "final", points: [] },
        ending: { state: "done", step: STEPS, seconds: 1, metrics: { "test/accuracy": 0.8 + seed / 100 } },
      });
  }
  return id;
}

export const RATES = [0.001, 0.01, 0.1, 1] as const;

interface Tried {
  readonly arm: string;
  readonly learningRate: number;
  readonly decay: number;
  readonly momentum: number;
}

async function addTrial(store: Store, study: number, { arm, momentum, ...values }: Tried): Promise<void> {
  const { learningRate, decay } = values;
  const isLost = learningRate === 1 && momentum > 0;
  const accuracy = 0.9 - 0.1 * (Math.log10(learningRate) + 1.2) ** 2 + decay;
  await store.addEnded(study, {
    configuration: { arm, values: { optimizer: "sgd", ...values } },
    ...{ seed: 1001, stage: "tune", points: [] },
    ending: {
      ...{ state: isLost ? "diverged" : "done", step: STEPS, seconds: 1 },
      metrics: { "validation/accuracy": isLost ? Number.NaN : accuracy },
    },
  });
}

interface Plain {
  readonly index: number;
  readonly arm: string;
  readonly seed: number;
}

async function addPlain(store: Store, study: number, { index, arm, seed }: Plain): Promise<void> {
  const isFailed = index === 0 && seed === 3;
  const state = isFailed ? "failed" : index === 0 && seed === 4 ? "diverged" : "done";
  const accuracy = state === "done" ? 0.8 + 0.05 * index + 0.03 * noise(seed + 7 * index) : Number.NaN;
  await store.addEnded(study, {
    ...newRun(arm, seed),
    points: curves(index, seed),
    ending: {
      ...{
        state,
        step: STEPS,
        seconds: 20 + noise(seed),
        metrics: isFailed ? {} : { "test/accuracy": accuracy },
      },
      ...(isFailed && { error: `the disk is full ${HOSTILE}` }),
    },
  });
}

/** A run with all that a run can have. */
async function addDetailed(store: Store, study: number): Promise<number> {
  await store.addRuns(study, [newRun("sgd", 0)]);
  const environment = {
    machine: "laptop",
    node: "v22.1.0",
    cores: 2,
    commit: "0123456789abcdef0123456789abcdef01234567",
  };
  const claim = (await store.claim({ worker: "laptop:1", environment }))!;
  claim.log(curves(0, 0));
  for (let step = 20; step <= STEPS; step += 20) await addHistogram(claim, step);
  const text = new TextEncoder().encode(`words, among them ${HOSTILE}\n${"long ".repeat(60)}`);
  await claim.artifact("notes 000000200.txt", "text/plain", text);
  for (const step of [100, 200]) await addPicture(claim, step);
  const metrics = { "test/accuracy": 0.81, "train/loss": 0.12, "validation/accuracy": 0.8 };
  await claim.finish({ state: "done", step: STEPS, seconds: 21, metrics });
  await store.annotateRun(claim.run.id, {
    tags: ["best", HOSTILE],
    notes: "Kept for the talk.\nSecond line.",
  });
  return claim.run.id;
}

/** A picture as wide as its step that would show a dialog if its scripts ran. */
async function addPicture(claim: Claim, step: number): Promise<void> {
  const text = `<svg xmlns="http://www.w3.org/2000/svg" width="${step}" height="60" onload="alert(1)">
    <style>rect { fill: seagreen }</style><rect width="${step}" height="60"/>
    <script>document.documentElement.id = "ran"; alert(2)</script></svg>`;
  const file = fileOfStep({ name: "chart", step, ending: "svg" });
  await claim.artifact(file, "image/svg+xml", new TextEncoder().encode(text));
}

/** Of weights that spread as they train. */
async function addHistogram(claim: Claim, step: number): Promise<void> {
  for (const [layer, name] of ["layers/0/weight", "layers/2/weight"].entries()) {
    const values = Array.from({ length: 2000 }, (_, index) => {
      const [u, v] = [noise(index + layer) || 0.5, noise(3 * index + 1)];
      return (
        (0.2 + step / 300) * Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * v) + (layer * step) / 200
      );
    });
    const text = JSON.stringify({ step, ...histogramOf(step === 100 ? [...values, Number.NaN] : values) });
    const file = fileOfStep({ name: name.replaceAll("/", "."), step, ending: "json" });
    await claim.artifact(file, HISTOGRAM, new TextEncoder().encode(text));
  }
}
