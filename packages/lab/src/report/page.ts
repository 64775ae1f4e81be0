/** @file The frame of every page: one offline HTML file that asks nothing of a network. */

import { createHash } from "node:crypto";
import { EMPTY, type Html, html, trusted } from "./html.ts";
import { PAGE_STYLE } from "./style.ts";

export interface PageParts {
  readonly title: string;
  readonly body: Html;
  /** Rules besides those of every page. */
  readonly style?: string;
  /** The only script that may run. */
  readonly script?: string;
}

/** A whole document. */
export function page({ title, body, style = "", script }: PageParts): string {
  const run = script === undefined ? "'none'" : `'sha256-${hash(script)}'`;
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src ${run}`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${trusted(policy)}">
<title>${title} - Glissade</title>
<style>${trusted(PAGE_STYLE + style)}</style>
</head>
<body>
${body}${
  script === undefined
    ? EMPTY
    : html`
<script>${trusted(script)}</script>`
}
</body>
</html>
`.markup;
}

const hash = (script: string): string => createHash("sha256").update(script).digest("base64");
