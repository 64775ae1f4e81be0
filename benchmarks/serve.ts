/**
 * @file The dashboard's answers over HTTP, on SQLite and, where its programs are, PostgreSQL: 2000 runs and a million
 * points, as many short curves and as few long ones.
 */

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serve } from "../packages/lab/src/serve/server.ts";
import { type Subject, subjects } from "../packages/lab/src/store/fixtures/subjects.ts";
import { openStore } from "../packages/lab/src/store/open.ts";
import { addLive, addLoad, addLongRuns, writeLoad } from "./support/store-load.ts";

/** The median and the longest of nine times, in milliseconds, from the request to the last byte. */
async function time(address: string): Promise<string> {
  const times: number[] = [];
  let bytes = 0;
  for (let round = 0; round < 9; round++) {
    const begin = performance.now();
    const response = await fetch(address);
    bytes = (await response.arrayBuffer()).byteLength;
    times.push(performance.now() - begin);
    if (!response.ok) throw new Error(`${address} was answered with ${response.status}`);
  }
  const sorted = times.toSorted((a, b) => a - b);
  return `${sorted[4]!.toFixed(0)} ms (at most ${sorted[8]!.toFixed(0)}), ${(bytes / 1000).toFixed(0)} kB`;
}

interface Studies {
  /** 2000 runs of five curves of 100 points. */
  readonly many: number;
  /** 20 runs of a curve of 50 000 points. */
  readonly long: number;
  /** A run of 50 000 points that goes on. */
  readonly live: number;
}

const questions = ({ many, long, live }: Studies): Readonly<Record<string, string>> => ({
  "all studies": "studies",
  "a study": `studies/${many}`,
  "all 2000 runs in full": `studies/${many}/runs?limit=10000`,
  "the first 100 runs by their value": `studies/${many}/runs?sort=value&down=1`,
  "the runs of a state, an arm and some letters": `studies/${many}/runs?state=done&arm=adam&find=64`,
  "the score of every run": `studies/${many}/scores`,
  "the names of all curves": `studies/${many}/keys`,
  "a curve of 2000 runs": `studies/${many}/curves?key=train%2Floss&most=20`,
  "a run": "runs/1000",
  "a curve of one run": "runs/1000/curves?key=train%2Floss",
  "a curve of 20 long runs": `studies/${long}/curves?key=train%2Floss&most=500`,
  "a curve of a long run that goes on": `runs/${live}/curves?key=train%2Floss`,
  workers: "workers",
});

async function measure(subject: Subject): Promise<void> {
  await subject.start?.();
  const address = await subject.fresh();
  const store = await openStore(address);
  const many = await addLoad(store);
  await writeLoad(address);
  const long = await addLongRuns(store);
  const live = await addLive(store, long);
  const pages = mkdtempSync(join(tmpdir(), "glissade-pages-"));
  writeFileSync(join(pages, "index.html"), "");
  const server = await serve(store, { host: "127.0.0.1", port: 0, pages });
  console.log(subject.name);
  for (const [name, path] of Object.entries(questions({ many, long, live })))
    console.log(`  ${name}: ${await time(`${server.address}api/${path}`)}`);
  await server.close();
  await store.close();
  rmSync(pages, { recursive: true });
}

for (const subject of subjects()) {
  if (subject.lacking === undefined) await measure(subject).finally(() => subject.stop());
  else console.log(`${subject.name}: needs ${subject.lacking}`);
}
