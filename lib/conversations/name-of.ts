/** How a teammate is called on the screens: by the part of the e-mail that is theirs. */
export function nameOf(email: string | null): string | null {
  return email?.replace(/@[^@]*$/, "") ?? null;
}
