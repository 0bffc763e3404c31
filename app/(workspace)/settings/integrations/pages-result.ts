import type { PagesView } from "#lib/forms/views.ts";

export type PagesResult = { ok: true; view: PagesView } | { ok: false; code: string };
