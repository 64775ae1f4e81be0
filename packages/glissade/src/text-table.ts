/** @file Tables as aligned lines of text, and numbers in them. */

/** Thousands apart: `61 706`. */
export const grouped = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, " ");

const UNITS = ["B", "KiB", "MiB", "GiB", "TiB"];

/** `1.5 MiB`. */
export function formatBytes(bytes: number): string {
  const power = Math.min(UNITS.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
  const value = bytes / 2 ** (10 * power);
  return `${value < 10 && power > 0 ? value.toFixed(1) : Math.round(value)} ${UNITS[power]}`;
}

/** A title with a cell for each row. */
export interface Column {
  readonly title: string;
  readonly cells: readonly string[];
  readonly isNumber: boolean;
}

/** The lines of a table. */
export function toLines(columns: readonly Column[]): string[] {
  const padded = columns.map(({ title, cells, isNumber }) => {
    const all = [title, ...cells];
    const width = Math.max(...all.map((cell) => cell.length));
    return all.map((cell) => (isNumber ? cell.padStart(width) : cell.padEnd(width)));
  });
  return padded[0]!.map((_, line) =>
    padded
      .map((column) => column[line])
      .join("  ")
      .trimEnd(),
  );
}
