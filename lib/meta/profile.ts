import { z } from "zod";
import { optionalText } from "./events/parts.ts";
import type { GraphClient } from "./graph-client.ts";

const profileSchema = z.looseObject({
  name: optionalText,
  first_name: optionalText,
  last_name: optionalText,
  username: optionalText,
  profile_pic: optionalText,
});

const FIELDS = {
  facebook: "first_name,last_name,name,profile_pic",
  instagram: "name,username,profile_pic",
} as const;

export type Profile = { name: string | null; username: string | null; pictureUrl: string | null };

type Asked = {
  platform: keyof typeof FIELDS;
  /** PSID or IGSID. */
  externalUserId: string;
  pageId: string;
  pageToken: string;
};

/**
 * What Meta tells of a customer to the page that they wrote to. An app without access gets an empty
 * object and no error; everything in it may be missing.
 *
 * @throws {MetaError | UpstreamAwayError}
 */
export async function readProfile(
  graph: GraphClient,
  { platform, externalUserId, pageId, pageToken }: Asked,
): Promise<Profile> {
  const profile = await graph.call({
    method: "get",
    path: encodeURIComponent(externalUserId),
    query: { fields: FIELDS[platform] },
    answer: profileSchema,
    token: pageToken,
    pageId,
  });
  const parts = [profile.first_name, profile.last_name].filter((part) => part?.trim());
  return {
    name: clean(profile.name) ?? clean(parts.join(" ")),
    username: clean(profile.username),
    pictureUrl: profile.profile_pic || null,
  };
}

const NAME_MAX = 200;

/** Without what PostgreSQL cannot hold, and in one line. */
function clean(text: string | null | undefined): string | null {
  const line = text
    ?.replaceAll(/[\p{Cc}\s]+/gu, " ")
    .trim()
    .slice(0, NAME_MAX)
    .toWellFormed();
  return line ? line : null;
}
