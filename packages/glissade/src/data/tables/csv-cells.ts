/** @file Cells of CSV as they are written, for tables whose columns are not known beforehand. */

import { kind, optionsReader } from "../../options/kinds.ts";
import { type ParseOptions, parseKinds, requireText } from "../parse-options.ts";
import { requireDelimiter } from "./csv-options.ts";
import { type CsvRecord, csvRecords } from "./csv-records.ts";

export interface CsvRecordsOptions extends ParseOptions {
  readonly delimiter?: string;
}

const readOptions = optionsReader<CsvRecordsOptions>({ ...parseKinds, delimiter: kind.string });

/**
 * Records of the text of a CSV file, the header among them: the texts of their cells, and the lines at which they begin.
 * Blank lines and blanks around cells do not count; records may differ in length.
 *
 * @example
 * parseCsvRecords('x,"y, z"\n1,2'); // [{ line: 1, cells: ["x", "y, z"] }, { line: 2, cells: ["1", "2"] }]
 *
 * @throws DataError where a quote is not closed, or text stands behind one that is; it names the line.
 */
export function parseCsvRecords(text: string, options?: CsvRecordsOptions): CsvRecord[] {
  const { where = "parseCsvRecords", delimiter = "," } = readOptions("parseCsvRecords", options);
  requireText("parseCsvRecords", text);
  requireDelimiter("parseCsvRecords", delimiter);
  return [...csvRecords([text], where, delimiter)];
}
