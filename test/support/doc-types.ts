/** @file What the compiler says of examples and of doc comments. */

import { fileURLToPath } from "node:url";
import ts from "typescript";
import type { Example } from "./doc-examples.ts";

const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");
const entries = ["packages/glissade/src/index.ts", "packages/glissade/src/data/index.ts"];

/** Settings that few projects of our readers have. */
const OF_A_USER = { verbatimModuleSyntax: false, noUncheckedIndexedAccess: false };

/** A program over modules of the project, and over files that exist in memory alone. */
function createProgram(
  modules: readonly string[],
  files: ReadonlyMap<string, string> = new Map(),
): ts.Program {
  const { config } = ts.readConfigFile(`${root}/tsconfig.json`, ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [] }, ts.sys, root);
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile } = host;
  host.fileExists = (path) => files.has(path) || fileExists(path);
  host.readFile = (path) => files.get(path) ?? readFile(path);
  const roots = [...modules.map((path) => `${root}/${path}`), ...files.keys()];
  return ts.createProgram(roots, { ...options, ...OF_A_USER }, host);
}

const exportsOf = (program: ts.Program, path: string): ts.Symbol[] => {
  const checker = program.getTypeChecker();
  return checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(`${root}/${path}`)!)!);
};

/** Type errors of the examples, with every public name and every name of their module in scope. */
export function typeErrors(examples: readonly Example[]): string[] {
  const modules = [...new Set([...entries, ...examples.flatMap(({ module }) => module ?? [])])];
  const program = createProgram(modules);
  const names = new Map(modules.map((path) => [path, exportsOf(program, path).map(({ name }) => name)]));
  const files = examples.map(
    (example, index) => [`${root}/example-${index}.ts`, toFile(example, names)] as const,
  );
  const checked = createProgram(modules, new Map(files));
  return files.flatMap(([path], index) =>
    ts
      .getPreEmitDiagnostics(checked, checked.getSourceFile(path))
      .map(
        ({ messageText }) =>
          `${examples[index]!.title}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`,
      ),
  );
}

/** Imports of the names that the example uses, each from the first module that has it. */
function toFile({ code, module }: Example, names: ReadonlyMap<string, readonly string[]>): string {
  if (/^import /m.test(code)) return code;
  const used = new Set(code.match(/\b[A-Za-z]\w*/g));
  const modules = [...entries, ...(module ? [module] : [])];
  const lines = modules.map((path) => {
    const found = names.get(path)!.filter((name) => used.delete(name));
    return `import { ${found.join(", ")} } from "./${path}";`;
  });
  return `${lines.join("\n")}\n{\n${code}\n}\n`;
}

/** Public functions and classes without a doc comment. */
export function undocumented(): string[] {
  const program = createProgram(entries);
  const checker = program.getTypeChecker();
  const visit = (path: string, symbol: ts.Symbol): string[] => {
    const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    if (target.flags & ts.SymbolFlags.ValueModule) {
      return checker.getExportsOfModule(target).flatMap((each) => visit(`${path}.${each.name}`, each));
    }
    const isValue = Boolean(target.flags & ts.SymbolFlags.Value);
    return isValue && target.getDocumentationComment(checker).length === 0 ? [path] : [];
  };
  return entries.flatMap((path) => exportsOf(program, path).flatMap((each) => visit(each.name, each)));
}
