/** @file The imports of all sources. */

import { readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const packages = fileURLToPath(new URL("../../packages", import.meta.url));

export interface Import {
  /** Paths inside the folder of packages, or the name of a library. */
  readonly from: string;
  readonly to: string;
  /** Whether the import is still there when types are stripped. */
  readonly atRunTime: boolean;
}

/** The sources of all packages, without their tests. */
export const sources: readonly string[] = readdirSync(packages, { recursive: true, encoding: "utf8" })
  .filter((file) => /^\w+\/src\/.*\.ts$/.test(file) && !/\.test(-d)?\.ts$|\/fixtures\//.test(file))
  .sort();

export const imports: readonly Import[] = sources.flatMap(readImports);

function readImports(from: string): Import[] {
  const source = readFileSync(join(packages, from), "utf8");
  const stripped = ts.transpileModule(source, {
    compilerOptions: {
      module: ts.ModuleKind.ESNext,
      target: ts.ScriptTarget.ESNext,
      verbatimModuleSyntax: true,
    },
  });
  const kept = new Set(specifiers(stripped.outputText));
  const locate = (specifier: string) =>
    specifier.startsWith(".") ? posix.join(posix.dirname(from), specifier) : specifier;
  return specifiers(source).map((each) => ({ from, to: locate(each), atRunTime: kept.has(each) }));
}

function specifiers(code: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const isImport = ts.isImportDeclaration(node) || ts.isExportDeclaration(node);
    const isCall = ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword;
    const specifier = isImport ? node.moduleSpecifier : isCall ? node.arguments[0] : undefined;
    if (specifier && ts.isStringLiteral(specifier)) found.push(specifier.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile("source.ts", code, ts.ScriptTarget.ESNext));
  return found;
}

/** Files and libraries that an entry needs at run time; `replaced` names what a build puts in the place of a file. */
export function reachable(entry: string, replaced: { readonly [file: string]: string } = {}): string[] {
  const seen = new Set<string>();
  const visit = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const { from, to, atRunTime } of imports) if (from === file && atRunTime) visit(replaced[to] ?? to);
  };
  visit(entry);
  return [...seen].sort();
}

/** Files that reach themselves by following imports at run time, each cycle as a path. */
export function cycles(): string[] {
  const next = (file: string) => imports.filter(({ from, atRunTime }) => from === file && atRunTime);
  const done = new Set<string>();
  const found: string[] = [];
  const walk = (file: string, path: readonly string[]): void => {
    const start = path.indexOf(file);
    if (start >= 0) found.push([...path.slice(start), file].join(" -> "));
    if (start >= 0 || done.has(file)) return;
    for (const { to } of next(file)) walk(to, [...path, file]);
    done.add(file);
  };
  for (const file of sources) walk(file, []);
  return found;
}
