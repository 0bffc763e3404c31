import { afterAll, beforeAll, expect, test } from "vitest";
import type { Viewer } from "#lib/auth/find-viewer.ts";
import { CONSENT_TEXT_VERSION, RETENTION_DAYS } from "#lib/forms/privacy.ts";
import { getConsent, giveConsent } from "#lib/privacy/consent.ts";
import { getLegal } from "#lib/privacy/get-legal.ts";
import { signUp } from "#tests/support/running-product.ts";
import { sqlOn } from "#tests/support/sql.ts";
import { startServices } from "#tests/support/start-services.ts";

let running: Awaited<ReturnType<typeof startServices>>;
let viewer: Viewer;
let other: Viewer;
beforeAll(async () => {
  running = await startServices();
  viewer = await signUp(running.needs, "Company");
  other = await signUp(running.needs, "Other");
});
afterAll(() => running.stop());

const given = { textVersion: CONSENT_TEXT_VERSION, locale: "ru" };

test("is kept once per user and wording: who, when, which words, in which language", async () => {
  const { needs } = running;
  const sql = sqlOn(needs.pool);
  expect((await getConsent(needs, viewer)).agreed_at).toBeNull();
  const old = { ...given, textVersion: "2020-01-01.00000000" };
  expect(await giveConsent(needs, viewer, old)).toEqual({ outcome: "outdated" });
  expect(await sql`select 1 from consents`).toEqual([]);

  const first = await giveConsent(needs, viewer, given);
  expect(first).toMatchObject({ outcome: "given" });
  const again = await giveConsent(needs, viewer, { ...given, locale: "en" });
  expect(again).toEqual({ ...first, outcome: "known" });
  expect(await sql`select tenant_id, user_id, text_version, locale from consents`).toEqual([
    {
      tenant_id: viewer.tenantId,
      user_id: viewer.userId,
      text_version: CONSENT_TEXT_VERSION,
      locale: "ru",
    },
  ]);
  expect((await getConsent(needs, other)).agreed_at).toBeNull();
});

test("a company's own documents and times stand in place of ours, if a link may lead there", async () => {
  const { needs } = running;
  const sql = sqlOn(needs.pool);
  const ours = { links: { privacy: "/privacy", terms: "/terms" }, retention: RETENTION_DAYS };
  expect(await getLegal(needs, viewer)).toEqual(ours);
  await sql`
    update tenants set privacy_url = 'https://shoes.example.test/p', terms_url = 'javascript:alert(1)',
      retention_message_days = 90 where id = ${viewer.tenantId}`;
  expect(await getLegal(needs, viewer)).toEqual({
    links: { privacy: "https://shoes.example.test/p", terms: "/terms" },
    retention: { ...RETENTION_DAYS, messages: 90 },
  });
  expect(await getLegal(needs, other)).toEqual(ours);
});
