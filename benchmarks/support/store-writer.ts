/** @file A process that claims runs and writes their points as fast as the store takes them: ADDRESS NAME. */

import { once } from "node:events";
import { openStore } from "../../packages/lab/src/store/open.ts";
import type { Claim } from "../../packages/lab/src/store/store.ts";
import { keys, stepsOfRun } from "./store-load.ts";

const [address = "", worker = ""] = process.argv.slice(2);

async function write(claim: Claim): Promise<void> {
  for (let step = 1; step <= stepsOfRun; step++) {
    claim.log(keys.map((key, index) => ({ key, step, value: Math.sin(index + step), seconds: step / 1000 })));
  }
  await claim.finish({ state: "done", step: stepsOfRun, seconds: 1, metrics: { accuracy: Math.random() } });
}

const store = await openStore(address);
process.send?.("ready");
await once(process, "message");
for (let claim = await store.claim({ worker }); claim; claim = await store.claim({ worker }))
  await write(claim);
await store.close();
process.disconnect();
