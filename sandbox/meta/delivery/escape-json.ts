/** JSON as Meta writes it: ASCII only (`\u00e4`, lowercase hex) and every slash as `\/`. */
export function escapeJson(value: unknown): string {
  return escapeJsonText(JSON.stringify(value));
}

/** The same for what is JSON already; escapes that stand in it stay. */
export function escapeJsonText(json: string): string {
  return json.replaceAll(/\\.|\/|[\u007f-\uffff]/g, (found) => {
    if (found.length === 2) return found;
    return found === "/" ? "\\/" : `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}
