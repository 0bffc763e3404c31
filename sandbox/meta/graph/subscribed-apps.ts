import { isMessagingField, pageFields } from "#sandbox/state/subscriptions.ts";
import type { Page } from "#sandbox/world-pages.ts";
import { appName } from "./debug-token.ts";
import type { AuthorisedCall } from "./graph-call.ts";
import { badParameter } from "./graph-error.ts";
import { listParam } from "./params.ts";
import { requirePageToken, requirePermission, requireTask } from "./require-permission.ts";

/** Replaces the page's whole field list. */
export function subscribePage(call: AuthorisedCall, page: Page) {
  requirePageToken(call, page);
  requireTask(call, page, ["CREATE_CONTENT", "MANAGE", "MODERATE"]);
  requirePermission(call, "pages_manage_metadata");
  const fields = listParam(call.params, "subscribed_fields");
  if (fields === null) throw badParameter("The parameter subscribed_fields is required");
  fields.forEach((field, index) => {
    if (pageFields.includes(field)) return;
    throw badParameter(
      `Param subscribed_fields[${index}] must be one of {${pageFields.join(", ")}} - got "${field}".`,
    );
  });
  if (fields.some(isMessagingField)) requirePermission(call, "pages_messaging");
  call.sandbox.subscriptions.pages.set(page.id, [...new Set(fields)]);
  call.sandbox.changes.emit("change");
  return { success: true };
}

export function showPageSubscription(call: AuthorisedCall, page: Page) {
  requirePageToken(call, page);
  requirePermission(call, "pages_manage_metadata");
  const fields = call.sandbox.subscriptions.pages.get(page.id);
  if (!fields) return { data: [] };
  return {
    data: [
      {
        category: "Business",
        link: call.sandbox.config.appBaseUrl,
        name: appName,
        id: call.sandbox.config.appId,
        subscribed_fields: fields,
      },
    ],
  };
}

export function unsubscribePage(call: AuthorisedCall, page: Page) {
  requirePageToken(call, page);
  requirePermission(call, "pages_manage_metadata");
  call.sandbox.subscriptions.pages.delete(page.id);
  call.sandbox.changes.emit("change");
  return { success: true };
}
