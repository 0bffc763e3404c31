/** Whether two texts are the same message: Meta may change spaces and compose characters. */
export function isSameText(one: string | null, other: string | null): boolean {
  return normalise(one) === normalise(other);
}

function normalise(text: string | null): string {
  return (text ?? "").normalize("NFC").replaceAll(/\s+/g, " ").trim();
}
