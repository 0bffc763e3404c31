const secretNames = /(token|secret|proof|^code$|password|authorization|fb_exchange)/i;

/** A copy for the log: every token is cut to its first six characters. */
export function maskSecrets(value: unknown, name = ""): unknown {
  if (typeof value === "string") {
    return secretNames.test(name) ? maskText(value) : maskTokensIn(value);
  }
  if (Array.isArray(value)) return value.map((item) => maskSecrets(item, name));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, maskSecrets(item, key)]),
  );
}

function maskText(text: string): string {
  const bearer = /^(Bearer |OAuth )(.*)$/i.exec(text);
  if (bearer) return `${bearer[1]}${maskText(bearer[2] ?? "")}`;
  return text.length > 6 ? `${text.slice(0, 6)}…` : text;
}

function maskTokensIn(text: string): string {
  return text
    .replaceAll(/EAA[A-Za-z0-9]{20,}/g, (token) => `${token.slice(0, 6)}…`)
    .replaceAll(
      /((?:access_token|input_token|client_secret|appsecret_proof|code|fb_exchange_token)=)([^&\s"]{6})[^&\s"]*/g,
      "$1$2…",
    );
}
