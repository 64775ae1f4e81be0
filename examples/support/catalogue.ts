/** @file The lessons as a list, by the comments at their heads. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("..", import.meta.url));

export interface Entry {
  /** In kebab case, without the number. */
  readonly name: string;
  readonly number: number;
  readonly title: string;
  /** What it shows, after the title. */
  readonly about: string;
  /** The methods that it shows, of the texts that define the project. */
  readonly methods: readonly string[];
  /** What to see in the figure. */
  readonly see: string;
  readonly file: string;
  readonly figure: string;
}

/** The numbers of a lesson that ran in full. */
export interface Recorded {
  readonly seconds: number;
  readonly numbers: Readonly<Record<string, number>>;
}

const RESULTS = `${folder}/results.json`;

/** By the names of lessons. */
export const recorded = (): Record<string, Recorded> =>
  existsSync(RESULTS) ? JSON.parse(readFileSync(RESULTS, "utf8")) : {};

export const resultsFile = RESULTS;

/** All lessons, in the order of their numbers. */
export const lessons: readonly Entry[] = readdirSync(folder)
  .filter((name) => /^\d\d-.*\.ts$/.test(name))
  .sort()
  .map(entryOf);

function entryOf(file: string): Entry {
  const [comment = ""] = /\/\*\*.*?\*\//s.exec(readFileSync(`${folder}/${file}`, "utf8")) ?? [];
  const tag = (name: string) => textOf(new RegExp(`@${name} (.*?)(?=^ \\* @|\\*/)`, "ms").exec(comment)?.[1]);
  const [title = "", about = ""] = tag("file").split(/: (.*)/s);
  return {
    name: file.slice(3, -3),
    number: Number(file.slice(0, 2)),
    title,
    about: about.replace(/\.$/, ""),
    methods: tag("methods").split("; "),
    see: tag("see"),
    file: `${folder}${file}`,
    figure: `${folder}figures/${file.replace(/\.ts$/, ".svg")}`,
  };
}

/** The text of a comment without its stars and line breaks. */
function textOf(text = ""): string {
  return text.replace(/\s*\n \*\s?/g, " ").trim();
}
