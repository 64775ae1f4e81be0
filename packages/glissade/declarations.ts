/** @file The declarations of the package: one file for each module, as the compiler writes them. */

import { fileURLToPath } from "node:url";
import ts from "typescript";

const path = (url: string): string => fileURLToPath(new URL(url, import.meta.url));

/**
 * Writes the declarations of the entries, and of what they import, under a folder. One file for all of them would need
 * new names for what has the same name in two modules, and errors at the user's would show those: `Tensor$1`.
 */
export function writeDeclarations(entries: readonly string[], folder: string): void {
  const { config } = ts.readConfigFile(path("../../tsconfig.json"), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [] }, ts.sys, path("../.."));
  const program = ts.createProgram(entries.map(path), {
    ...options,
    ...{ noEmit: false, emitDeclarationOnly: true, incremental: false, tsBuildInfoFile: undefined },
    ...{ rootDir: path("src"), outDir: path(folder) },
  });
  const write: ts.WriteFileCallback = (file, text) => ts.sys.writeFile(file, toJavaScript(text));
  const { diagnostics } = program.emit(undefined, write);
  if (diagnostics.length > 0) throw new Error(ts.formatDiagnostics(diagnostics, host));
}

const host: ts.FormatDiagnosticsHost = {
  getCanonicalFileName: (name) => name,
  getCurrentDirectory: ts.sys.getCurrentDirectory,
  getNewLine: () => "\n",
};

/** Imports name the files that run: `./tree.js` for `./tree.ts`. */
const toJavaScript = (declarations: string): string =>
  declarations.replace(/((?:from |import\()"\.[^"]*)\.ts"/g, '$1.js"');
