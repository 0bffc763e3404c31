import type { Supervised } from "./supervised.ts";

/** A token as Meta gives them out. */
const TOKEN = /EAA[A-Za-z0-9]{20,}/;

/** Who wrote a secret, a token or a customer's words to their output, without repeating them. */
export function findLeaks(
  programs: Pick<Supervised, "name" | "output">[],
  neverTold: string[],
): string[] {
  return programs.flatMap((program) => {
    const text = program.output();
    const told = neverTold.filter((secret) => text.includes(secret)).length;
    const isTokenTold = TOKEN.test(text);
    return told === 0 && !isTokenTold ? [] : [`${program.name} told what it must not tell`];
  });
}
