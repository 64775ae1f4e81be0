/** @file Addresses of stores as they may be shown: without the password. */

export const showAddress = (address: string): string =>
  address.replace(/^(\w+:\/\/[^:@/]*):[^@/]*@/, "$1:***@");
