import { findRecipient } from "#sandbox/meta/send/find-recipient.ts";
import { findPage } from "#sandbox/world.ts";
import { fullName } from "#sandbox/world-people.ts";
import { pickFields, readFields } from "./fields.ts";
import type { AuthorisedCall } from "./graph-call.ts";
import { GraphError, unknownObject } from "./graph-error.ts";
import { pictureUrl } from "./page-node.ts";
import { textParam } from "./params.ts";
import { requirePermission } from "./require-permission.ts";

/** A customer's profile, for the page they wrote to. */
export function showPerson(call: AuthorisedCall, personId: string) {
  const page = call.caller.kind === "page" ? findPage(call.caller.pageId) : null;
  const thread = page ? findRecipient(call.sandbox, page, personId) : null;
  if (!thread) throw unknownObject(call.method, personId);
  const { person, account } = thread;
  const fieldsAsked = textParam(call.params, "fields");
  const picture = () => pictureUrl(call, person.key);
  if (account.platform === "messenger") {
    requirePermission(call, "pages_messaging");
    if (!thread.hasConsented) throw unknownObject(call.method, personId);
    return pickFields("User", readFields(fieldsAsked, "first_name,last_name,profile_pic,id"), {
      id: () => personId,
      first_name: () => person.firstName,
      last_name: () => person.lastName,
      name: () => fullName(person),
      profile_pic: picture,
    });
  }
  requirePermission(call, "instagram_manage_messages", 10);
  if (!thread.hasConsented) throw consentMissing();
  return pickFields("IGUser", readFields(fieldsAsked, "name,username,profile_pic,id"), {
    id: () => personId,
    name: () => fullName(person),
    username: () => person.username,
    profile_pic: picture,
    follower_count: () => 214,
    is_user_follow_business: () => true,
    is_business_follow_user: () => false,
    is_verified_user: () => false,
  });
}

function consentMissing(): GraphError {
  return new GraphError("(#230) User consent is required to access user profile", { code: 230 });
}
