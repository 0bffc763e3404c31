import type { Account } from "#sandbox/world.ts";

type Author = { id: string; name: string; username: string };

/** By field what Meta tells of a comment, a mention and the like. */
export function changeSamples(
  account: Account,
  { id, name, username }: Author,
): Record<string, Record<string, unknown>> {
  const postId = `${account.id}_122099887766554433`;
  const media = { id: "18132233445566778", media_product_type: "FEED" };
  return {
    feed: {
      item: "comment",
      verb: "add",
      comment_id: "122099887766554433_7788",
      post_id: postId,
      parent_id: postId,
      from: { id, name },
      message: "Are they warm?",
      created_time: Math.floor(Date.now() / 1000),
    },
    mention: { item: "post", verb: "add", post_id: postId, sender_id: id, sender_name: name },
    comments: { id: "17865799348089039", from: { id, username }, media, text: "Are they warm?" },
    live_comments: { id: "17865799348089040", from: { id, username }, media, text: "Hello" },
    mentions: { media_id: "18132233445566778", comment_id: "17865799348089041" },
  };
}
