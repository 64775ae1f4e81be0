/** @file The command `npm run lesson`: one lesson in full, its numbers and its figure. */

import { writeFileSync } from "node:fs";
import { relative } from "node:path";
import { parseArgs } from "node:util";
import { nearestOrAll } from "glissade";
import { type Entry, lessons, recorded, resultsFile } from "./catalogue.ts";
import type { Lesson } from "./lesson.ts";

const HELP = `Runs a lesson in full, prints its numbers, and draws its figure.

npm run lesson perceptron              in words
npm run -s lesson perceptron -- --json   its numbers as one object, and nothing else on stdout
npm run lesson perceptron -- --short   the short form that the tests run; draws no figure
npm run lesson perceptron -- --record  keeps numbers and seconds in examples/results.json
npm run lesson -- --all --record       all lessons, one after the other

npm run lessons lists them.`;

const flag = { type: "boolean" } as const;
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: flag, short: flag, record: flag, all: flag, help: flag },
});

process.env.LESSON = options.short ? "short" : "full";
if (options.json) console.log = console.error;

if (options.help || (positionals.length === 0 && !options.all)) process.stdout.write(`${HELP}\n`);
else for (const entry of options.all ? lessons : positionals.map(find)) await run(entry);

function find(name: string): Entry {
  const found = lessons.find((entry) => entry.name === name);
  if (found) return found;
  console.error(
    `lesson: there is no ${JSON.stringify(name)}. ${nearestOrAll(
      name,
      lessons.map((each) => each.name),
    )}`,
  );
  process.exit(2);
}

async function run(entry: Entry): Promise<void> {
  const start = performance.now();
  console.error(`${entry.number}. ${entry.title}: ${entry.about}`);
  const { default: lesson }: { default: Lesson } = await import(entry.file);
  const seconds = Math.round((performance.now() - start) / 100) / 10;
  if (!options.short) writeFileSync(entry.figure, lesson.figure);
  if (options.json) process.stdout.write(`${JSON.stringify(lesson.numbers)}\n`);
  else report(entry, lesson, seconds);
  if (options.record) record(entry, { seconds, numbers: lesson.numbers });
  if (Object.values(lesson.holds).includes(false)) process.exitCode = 1;
}

function report({ see, figure }: Entry, { numbers, holds }: Lesson, seconds: number): void {
  for (const [name, value] of Object.entries(numbers))
    console.log(`  ${name} ${Number(value.toPrecision(6))}`);
  for (const [sentence, isTrue] of Object.entries(holds))
    console.log(`  ${isTrue ? "yes" : "NO "} ${sentence}`);
  if (!options.short) console.log(`${relative(process.cwd(), figure)}: ${see}`);
  console.log(`${seconds} s`);
}

function record({ name }: Entry, result: { seconds: number; numbers: Lesson["numbers"] }): void {
  const all = { ...recorded(), [name]: result };
  const sorted = Object.fromEntries(
    lessons.flatMap((each) => (all[each.name] ? [[each.name, all[each.name]]] : [])),
  );
  writeFileSync(resultsFile, `${JSON.stringify(sorted, undefined, 2)}\n`);
}
