/** @file The platform at hand: the build for pages puts browser.ts in the place of node.ts. */

export { backends, defaultProvider, runtimeVersion } from "./node.ts";
