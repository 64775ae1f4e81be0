/** @file How well colours of a page stand out. */

/** The contrast of two colours as WCAG 2 has it. */
export function contrast(...colors: readonly [string, string]): number {
  const [dark, light] = colors.map(luminance).toSorted((a, b) => a - b) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

export function luminance(color: string): number {
  const channels = color
    .match(/\d+/g)!
    .slice(0, 3)
    .map((value) => Number(value) / 255);
  const [red, green, blue] = channels.map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}
