/** @file Pages compared without the padding of their tables. */

/** A page of Markdown, without the padding of its tables. */
export const tight = (page: string): string => page.replace(/ +| ?:?-{2,}:? ?/g, " ").trim();
