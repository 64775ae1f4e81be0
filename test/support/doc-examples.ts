/** @file The examples that readers see: in doc comments, in README.md and in docs. */

import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect } from "vitest";
import { sources } from "./imports.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

export interface Example {
  readonly title: string;
  /** The module that it documents, from the root of the project; none for pages. */
  readonly module?: string;
  readonly code: string;
}

const read = (path: string): string => readFileSync(`${root}/${path}`, "utf8");

const readmes = ["README.md", "packages/glissade/README.md", "packages/lab/README.md"];

const pages = (): string[] => [...readmes, ...pagesIn("docs"), ...pagesIn("docs/guide")];

const pagesIn = (folder: string): string[] =>
  readdirSync(`${root}/${folder}`)
    .filter((name) => name.endsWith(".md"))
    .map((name) => `${folder}/${name}`);

/** Blocks of code; one marked as `ts continues` goes on where the one before ended. */
function fromPage(path: string): Example[] {
  const found: Example[] = [];
  for (const [, continues, code] of read(path).matchAll(/^```ts( continues)?\n(.*?)^```/gms)) {
    const before = continues ? `${found.at(-1)!.code}\n` : "";
    found.push({ title: `${path}, block ${found.length + 1}`, code: before + code });
  }
  return found;
}

/** Doc comments as they are written: what follows `@example`, without the stars. */
function fromModule(path: string): Example[] {
  const comments = [...read(path).matchAll(/\/\*\*.*?\*\//gs)];
  const found = comments.flatMap(([comment]) => /@example\n(.*?)(?=^ *\* @|\*\/)/ms.exec(comment)?.[1] ?? []);
  return found.map((lines, index) => ({
    title: `${path}, example ${index + 1}`,
    module: path,
    code: lines.replace(/^ *\* ?/gm, ""),
  }));
}

const fromPackage = (name: string): Example[] =>
  sources.filter((file) => file.startsWith(`${name}/`)).flatMap((file) => fromModule(`packages/${file}`));

export const examples: readonly Example[] = [
  ...fromPackage("glissade"),
  // the others of the lab write files, train networks or start processes
  ...fromPackage("lab").filter((example) => /^\s*compare\(/m.test(toScript(example))),
  ...pages().flatMap(fromPage),
];

/** The example as the body of a function: imports are in scope already, and `expression; // value` is compared. */
export function toScript({ code }: Example): string {
  const source = ts.createSourceFile("example.ts", code, ts.ScriptTarget.ESNext);
  const lines = source.statements.map((statement) => {
    if (ts.isImportDeclaration(statement)) return "";
    const value = ts.isExpressionStatement(statement) ? expectedValue(code, statement.end) : undefined;
    const text = statement.getText(source);
    return value === undefined ? text : `compare(${text.replace(/;$/, "")}, ${value});`;
  });
  const block = `{\n${lines.join("\n")}\n}`;
  return ts.transpileModule(block, { compilerOptions: { target: ts.ScriptTarget.ESNext } }).outputText;
}

/** What a script says it prints: the values behind its prints, `console.log(x); // 1`. */
export function printedValues(code: string): readonly unknown[] {
  const source = ts.createSourceFile("example.ts", code, ts.ScriptTarget.ESNext);
  const prints = source.statements.filter((statement) =>
    statement.getText(source).startsWith("console.log("),
  );
  return prints.map((statement) => {
    const value = expectedValue(code, statement.end);
    return value === undefined ? expect.anything() : new Function(`return (${value});`)();
  });
}

/** Numbers in the expected value as approximations of five digits. */
export function nearly(value: unknown): unknown {
  if (typeof value === "number" && Number.isFinite(value))
    return expect.toSatisfy(
      (x: number) => Math.abs(x - value) <= 1e-5 * Math.max(1, Math.abs(value)),
      `about ${value}`,
    );
  if (Array.isArray(value)) return value.map(nearly);
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype)
    return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, nearly(each)]));
}

/** A comment behind a statement, if it is a value and no prose. */
function expectedValue(code: string, end: number): string | undefined {
  const comment = /^[ \t]*\/\/ (.+)$/m.exec(code.slice(end).split("\n")[0]!)?.[1];
  return comment !== undefined && isValue(comment) ? comment : undefined;
}

function isValue(text: string): boolean {
  try {
    const value: unknown = new Function(`"use strict"; return (${text});`)();
    return value !== undefined;
  } catch {
    return false;
  }
}
