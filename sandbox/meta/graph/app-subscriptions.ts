import { verifyCallback } from "#sandbox/meta/delivery/verify-callback.ts";
import { instagramFields, pageFields } from "#sandbox/state/subscriptions.ts";
import type { AuthorisedCall } from "./graph-call.ts";
import { badParameter, GraphError } from "./graph-error.ts";
import { listParam, textParam } from "./params.ts";

/** Subscribes the app to an object after its callback has answered the challenge. */
export async function subscribeApp(call: AuthorisedCall) {
  requireAppToken(call);
  const object = textParam(call.params, "object") ?? "";
  const known = fieldsOfObject[object];
  if (!known) {
    throw badParameter(`Param object must be one of {${Object.keys(fieldsOfObject).join(", ")}}`);
  }
  const callbackUrl = textParam(call.params, "callback_url");
  if (callbackUrl === null) throw badParameter("The parameter callback_url is required");
  const fields = listParam(call.params, "fields") ?? [];
  const unknown = fields.find((field) => !known.includes(field));
  if (unknown !== undefined) throw badParameter(`Param fields contains unknown field "${unknown}"`);
  const verifyToken = textParam(call.params, "verify_token") ?? "";
  const result = await verifyCallback(call.sandbox, callbackUrl, verifyToken);
  if (!result.ok) {
    throw new GraphError(
      `(#2200) Callback verification failed with the following errors: HTTP Status Code = ${result.status ?? "none"}; ${result.problem}`,
      { code: 2200 },
    );
  }
  call.sandbox.subscriptions.app.set(object, { object, callbackUrl, fields });
  return { success: true };
}

export function showAppSubscriptions(call: AuthorisedCall) {
  requireAppToken(call);
  const subscriptions = [...call.sandbox.subscriptions.app.values()];
  return {
    data: subscriptions.map((subscription) => ({
      object: subscription.object,
      callback_url: subscription.callbackUrl,
      active: true,
      fields: subscription.fields.map((name) => ({ name, version: "v25.0" })),
    })),
  };
}

export function unsubscribeApp(call: AuthorisedCall) {
  requireAppToken(call);
  const object = textParam(call.params, "object");
  if (object === null) call.sandbox.subscriptions.app.clear();
  else call.sandbox.subscriptions.app.delete(object);
  return { success: true };
}

const fieldsOfObject: Record<string, readonly string[]> = {
  page: pageFields,
  instagram: instagramFields,
  permissions: ["pages_messaging", "pages_show_list", "instagram_manage_messages", "connected"],
  user: ["name", "picture", "email"],
};

function requireAppToken(call: AuthorisedCall): void {
  if (call.caller.kind === "app") return;
  throw new GraphError("(#15) This method must be called with an app access_token.", { code: 15 });
}
