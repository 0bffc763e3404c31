/** JSON as Meta writes it: ASCII only (`\u00e4`, lowercase hex) and every slash as `\/`. */
export function escapeJson(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll("/", "\\/")
    .replaceAll(
      /[\u007f-\uffff]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );
}
