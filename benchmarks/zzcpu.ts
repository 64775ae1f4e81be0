import { workloads } from "./support/workloads.ts";
import { configure } from "glissade";
const [, , name, threads = "1", steps = "0"] = process.argv;
configure({ threads: Number(threads) });
const { step } = await (workloads as any)[name!].open();
for (let i = 0; i < 3; i++) await step();
const t = performance.now(); await step(); const one = performance.now() - t;
const n = Number(steps) || Math.max(5, Math.round(1500 / one));
let best = Infinity; const c = process.cpuUsage(); const t0 = performance.now();
for (let i = 0; i < n; i++) { const a = performance.now(); await step(); best = Math.min(best, performance.now() - a); }
const u = process.cpuUsage(c);
console.log(process.cwd().split("/").at(-1), name, "cpu ms/step", ((u.user + u.system) / 1000 / n).toFixed(3), "wall", ((performance.now() - t0) / n).toFixed(3), "min", best.toFixed(3));
process.exit(0);
