import { signedUrl } from "#sandbox/media/signed-url.ts";
import { findRecipient } from "#sandbox/meta/send/find-recipient.ts";
import { dataAccessEndOf } from "#sandbox/state/logins.ts";
import type { Thread } from "#sandbox/state/threads.ts";
import { findPage } from "#sandbox/world.ts";
import { fullName } from "#sandbox/world-people.ts";
import { pickFields, readFields } from "./fields.ts";
import type { AuthorisedCall } from "./graph-call.ts";
import { badParameter, GraphError, unknownObject } from "./graph-error.ts";
import { textParam } from "./params.ts";
import { loginOfCall, requirePermission } from "./require-permission.ts";

/** A customer's profile, for the page they wrote to; by the setting `profiles` less than that. */
export function showPerson(call: AuthorisedCall, personId: string): object {
  const page = call.caller.kind === "page" ? findPage(call.caller.pageId) : null;
  const thread = page ? findRecipient(call.sandbox, page, personId) : null;
  if (!thread) throw unknownObject(call.method, personId);
  const isMessenger = thread.account.platform === "messenger";
  if (isMessenger) requirePermission(call, "pages_messaging");
  else {
    requirePermission(call, "instagram_basic", 10);
    requirePermission(call, "instagram_manage_messages", 10);
  }
  requireDataAccess(call);
  if (!thread.hasConsented) {
    throw isMessenger ? unknownObject(call.method, personId) : consentMissing();
  }
  const { profiles } = call.sandbox.settings;
  switch (profiles[personId] ?? profiles["*"]) {
    case "empty":
      return {};
    case "bare":
      return isMessenger
        ? showOnMessenger(call, thread, true)
        : showOnInstagram(call, thread, true);
    case "no_profile":
      throw badParameter("No profile available for this user.", 2018218);
    case "no_permission":
      throw new GraphError("(#200) Insufficient permission to access user profile.", {
        code: 200,
        subcode: 2018247,
        status: 403,
      });
    case "no_consent":
      throw consentMissing();
    default:
      return isMessenger
        ? showOnMessenger(call, thread, false)
        : showOnInstagram(call, thread, false);
  }
}

function showOnMessenger(call: AuthorisedCall, { person, personId }: Thread, isBare: boolean) {
  const fieldsAsked = textParam(call.params, "fields");
  return pickFields("User", readFields(fieldsAsked, "first_name,last_name,profile_pic,id"), {
    id: () => personId,
    first_name: () => person.firstName,
    last_name: () => person.lastName,
    name: () => fullName(person),
    profile_pic: () => (isBare ? null : pictureOf(call, person.key)),
  });
}

/** A bare one has neither name nor picture, as with people who never set them. */
function showOnInstagram(call: AuthorisedCall, { person, personId }: Thread, isBare: boolean) {
  const fieldsAsked = textParam(call.params, "fields");
  return pickFields("IGUser", readFields(fieldsAsked, "name,username,profile_pic,id"), {
    id: () => personId,
    name: () => (isBare ? null : fullName(person)),
    username: () => person.username,
    profile_pic: () => (isBare ? null : pictureOf(call, person.key)),
    follower_count: () => 214,
    is_user_follow_business: () => true,
    is_business_follow_user: () => false,
    is_verified_user: () => false,
  });
}

function pictureOf(call: AuthorisedCall, key: string): string {
  return signedUrl(call.sandbox, call.origin, `people/${key}.png`);
}

// Meta names the end of this period but not its error: uncertain.
function requireDataAccess(call: AuthorisedCall): void {
  const login = loginOfCall(call);
  if (login === null || call.tokenNow < dataAccessEndOf(login)) return;
  throw new GraphError("(#200) The access of this app to the user's data has expired.", {
    code: 200,
    status: 403,
  });
}

function consentMissing(): GraphError {
  return new GraphError("(#230) User consent is required to access user profile", { code: 230 });
}
