/** @file Runs as files of other tools, and back. */

export { curvesToCsv, type NamedCurve, type NamedRun, runsToCsv } from "./csv.ts";
export { fromJsonLines, type JsonLinesOptions, type Row, toJsonLines } from "./json-lines.ts";
export type { TextParts } from "./lines.ts";
export { fromLogs, type LogOptions, type NamedText } from "./logs.ts";
export { exportMlflow, type MlflowExport } from "./mlflow.ts";
export { type MlflowRequests, toMlflow } from "./mlflow-requests.ts";
export type { MlflowError, MlflowOptions } from "./mlflow-server.ts";
export type { RunPoint } from "./row-fields.ts";
export type { ExportedRun, ImportedRun, ImportedRuns, ImportOptions } from "./rows.ts";
export { type TextTable, toLatex, toMarkdown } from "./tables.ts";
export { fromTensorBoard, type NamedBytes, type TensorBoardFile, toTensorBoard } from "./tensorboard.ts";
