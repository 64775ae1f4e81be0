/** @file The compiler's view of examples and of doc comments. */

import { fileURLToPath } from "node:url";
import ts from "typescript";
import type { Example } from "./doc-examples.ts";

const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");
const entries = ["index.ts", "data/index.ts", "files/index.ts"].map(
  (file) => `packages/glissade/src/${file}`,
);
const all = [...entries, "packages/lab/src/index.ts"];

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
  const modules = [...new Set([...all, ...examples.flatMap(({ module }) => module ?? [])])];
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
  const modules = [...all, ...(module ? [module] : [])];
  const lines = modules.map((path) => {
    const found = names.get(path)!.filter((name) => used.delete(name));
    return `import { ${found.join(", ")} } from "./${path}";`;
  });
  return `${lines.join("\n")}\n{\n${code}\n}\n`;
}

/** A public function, class or value. */
export interface PublicValue {
  /** As it is reached from the entry: `optim.adam`. */
  readonly path: string;
  /** The doc comment without its example. */
  readonly comment: string;
  /** Of a function's last argument, the options with their comments. */
  readonly options: readonly { readonly name: string; readonly comment: string }[];
  /** The arguments before the options, by the names of their types: "Tensor", "function". */
  readonly before: readonly string[];
  /** What the comments of their types say of all of them. */
  readonly defaults: readonly string[];
}

/** Everything public that is not only a type; of the framework, where no modules are given. */
export function publicValues(modules: readonly string[] = entries): readonly PublicValue[] {
  const program = createProgram(modules);
  const checker = program.getTypeChecker();
  const visit = (path: string, symbol: ts.Symbol): PublicValue[] => {
    const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    // A function with properties is a module to the compiler too.
    const isFunction = target.flags & (ts.SymbolFlags.Function | ts.SymbolFlags.Variable);
    if (target.flags & ts.SymbolFlags.ValueModule && !isFunction) {
      return checker.getExportsOfModule(target).flatMap((each) => visit(`${path}.${each.name}`, each));
    }
    if (!(target.flags & ts.SymbolFlags.Value)) return [];
    return [{ path, comment: commentOf(target, checker), ...optionsOf(target, checker) }];
  };
  return modules.flatMap((path) => exportsOf(program, path).flatMap((each) => visit(each.name, each)));
}

const commentOf = (symbol: ts.Symbol, checker: ts.TypeChecker): string =>
  ts.displayPartsToString(symbol.getDocumentationComment(checker));

function optionsOf(
  symbol: ts.Symbol,
  checker: ts.TypeChecker,
): Pick<PublicValue, "options" | "before" | "defaults"> {
  const [signature] = checker.getTypeOfSymbol(symbol).getCallSignatures();
  const last = signature?.parameters.at(-1);
  const type = last && checker.getNonNullableType(checker.getTypeOfSymbol(last));
  const before = (signature?.parameters ?? [])
    .slice(0, -1)
    .map((each) => kindOf(checker.getTypeOfSymbol(each), checker));
  if (!type || !isOptions(type)) return { options: [], before, defaults: [] };
  const options = type
    .getProperties()
    .map((each) => ({ name: each.name, comment: commentOf(each, checker) }));
  const comments = withBases(type).flatMap((each) => {
    const named = each.aliasSymbol ?? each.symbol;
    return named?.name.endsWith("Options") && isOurs(named) ? commentOf(named, checker) : [];
  });
  return { options, before, defaults: [...new Set(comments)].filter((comment) => comment !== "") };
}

function kindOf(type: ts.Type, checker: ts.TypeChecker): string {
  if (type.getCallSignatures().length > 0) return "function";
  if (!checker.isArrayType(type)) return nameOf(type) ?? "";
  const [element] = checker.getTypeArguments(type as ts.TypeReference);
  return `${kindOf(element!, checker)}[]`;
}

/** Whether a type, or a part that it joins, is named so. */
const isOptions = (type: ts.Type): boolean =>
  nameOf(type)?.endsWith("Options") || (type.isIntersection() && type.types.some(isOptions));

/** Pick and its like come from TypeScript's library. */
const isOurs = ({ declarations }: ts.Symbol): boolean =>
  !declarations?.some((each) => each.getSourceFile().isDeclarationFile);

const nameOf = (type: ts.Type): string | undefined => (type.aliasSymbol ?? type.symbol)?.name;

/** A type with all that it extends or joins. */
function withBases(type: ts.Type): readonly ts.Type[] {
  const bases = type.isIntersection() ? type.types : (type.getBaseTypes() ?? []);
  return [type, ...bases.flatMap(withBases)];
}

/** Public functions and classes without a doc comment. */
export const undocumented = (): string[] =>
  publicValues(all).flatMap(({ path, comment }) => (comment === "" ? [path] : []));
