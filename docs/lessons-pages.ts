/** @file The pages of lessons: the list with its figures, and the table of methods with their check numbers. */

import { type Entry, lessons, type Recorded, recorded } from "../examples/support/catalogue.ts";

const README = `# Lessons

Written by \`npm run docs:lessons\` from the comments at the heads of the lessons; do not edit.

Programs of one or two screens, each about one idea, with a figure and numbers that are checked. They run from the root of
the repository:

\`\`\`sh
npm ci
npm run build
npm run lessons                 # the list
npm run lesson gradient-descent # one of them, in full: prints its numbers and draws its figure
\`\`\`

Some read data: MNIST and Shakespeare's plays are downloaded, unless \`MNIST\` and \`SHAKESPEARE\` name copies; lessons 8 and 11
say where their file is from, and \`BUNDLE\` and \`AIRFOIL\` name your copy.
`;

/** examples/README.md. */
export const lessonsPage = (): string => README + lessons.map(section).join("");

const two = (number: number): string => String(number).padStart(2, "0");

function section({ number, name, title, about, see }: Entry): string {
  const file = `${two(number)}-${name}`;
  const image = `<img src="figures/${file}.svg" width="420" alt="${title}">`;
  return `\n## [${two(number)} ${title}](${file}.ts)\n\n${sentence(about)} ${see}\n\n${image}\n`;
}

/** With a capital letter, except where it begins with a formula: "h ← wh". */
const sentence = (text: string): string =>
  /^\p{L} [^\p{L}]/u.test(text) ? `${text}.` : `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

const cell = (text: string): string => text.replaceAll("|", "\\|");

const METHODS = `# Methods

Written by \`npm run docs:lessons\` from the lessons and from the numbers that they gave when they ran in full; do not edit.
Every lesson also says what must be true of its numbers, and stops with an error where it is not; the tests run them all.

| method | lesson | check numbers | seconds |
| ------ | ------ | ------------- | ------- |
`;

/** docs/methods.md. */
export function methodsPage(): string {
  const results = recorded();
  return METHODS + lessons.map((entry) => methodRows(entry, results[entry.name])).join("");
}

function methodRows({ name, number, title, methods }: Entry, result: Recorded | undefined): string {
  const link = `[${two(number)} ${title}](../examples/${two(number)}-${name}.ts)`;
  const numbers = Object.entries(result?.numbers ?? {}).map(
    ([key, value]) => `${key} ${Number(value.toPrecision(5))}`,
  );
  return methods
    .map((method, index) => {
      const last = index === 0 ? `${numbers.join(", ")} | ${result?.seconds ?? ""}` : " | ";
      return `| ${cell(method)} | ${link} | ${last} |\n`;
    })
    .join("");
}
