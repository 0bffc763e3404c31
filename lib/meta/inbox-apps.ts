/**
 * The apps in whose name Meta's own inboxes write: Messenger's as printed on two pages of Meta's,
 * with 14 and with 15 digits, and Instagram's (docs/wire/meta.md).
 */
const INBOX_APPS: readonly string[] = ["26390203743090", "263902037430900", "1217981644879628"];

export function isInboxApp(appId: string): boolean {
  return INBOX_APPS.includes(appId);
}
