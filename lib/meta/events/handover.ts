import { z } from "zod";
import { optionalId } from "./parts.ts";

const ownersSchema = z
  .looseObject({
    previous_owner_app_id: optionalId,
    new_owner_app_id: optionalId,
    requested_owner_app_id: optionalId,
  })
  .nullish()
  .catch(null);

/** Which app answers in a conversation at Meta changes, or is asked to. */
export const handoverEventSchema = z.looseObject({
  pass_thread_control: ownersSchema,
  take_thread_control: ownersSchema,
  request_thread_control: ownersSchema,
});
