import { signedUrl } from "#sandbox/media/signed-url.ts";
import type { Sandbox } from "#sandbox/state/sandbox.ts";
import type { Platform } from "#sandbox/world.ts";

type Make = (given: { url: (file: string) => string; isInstagram: boolean }) => object;
type Sample = { on: Platform | "both"; make: Make };

const ofFile =
  (type: string, file: string): Make =>
  ({ url }) => ({ type, payload: { url: url(file) } });
const both = (make: Make): Sample => ({ on: "both", make });
const onMessenger = (make: Make): Sample => ({ on: "messenger", make });
const onInstagram = (make: Make): Sample => ({ on: "instagram", make });

const stickerId = 369239263222822;
const link = { url: "https://shop.example/boots", title: "Winter boots" };
const nineAm = 1_790_000_000;

/** One of every kind of attachment that Meta's webhooks know, by name. */
const samples = {
  image: both(ofFile("image", "picture.png")),
  gif: both(ofFile("image", "moving.gif")),
  sticker: onMessenger(({ url }) => ({
    type: "sticker",
    payload: { url: url("sticker.png"), sticker_id: stickerId },
  })),
  sticker_old: onMessenger(({ url }) => ({
    type: "image",
    payload: { url: url("sticker.png"), sticker_id: stickerId },
  })),
  audio: both(({ url, isInstagram }) => ({
    type: "audio",
    payload: { url: url(isInstagram ? "voice.wav" : "voice.mp3") },
  })),
  video: both(ofFile("video", "clip.mp4")),
  file: both(ofFile("file", "paper.pdf")),
  fallback: both(() => ({ type: "fallback", payload: link })),
  fallback_null: both(() => ({ type: "fallback", payload: null })),
  fallback_bare: both(() => ({ type: "fallback" })),
  reel: onMessenger(({ url }) => ({
    type: "reel",
    payload: { url: url("clip.mp4"), title: "New boots", reel_video_id: 1213141516171819 },
  })),
  ig_reel: both(({ url, isInstagram }) => ({
    type: "ig_reel",
    payload: {
      url: url("clip.mp4"),
      title: "New boots",
      reel_video_id: isInstagram ? "18131415161718192" : 1813141516171819,
    },
  })),
  post: onMessenger(({ url }) => ({
    type: "post",
    payload: { url: url("picture.png"), title: "Autumn sale", id: 1223344556677889 },
  })),
  ig_post: both(({ url, isInstagram }) => ({
    type: "ig_post",
    payload: {
      url: url("picture.png"),
      title: "Autumn sale",
      ...(isInstagram ? { ig_post_media_id: "18132233445566778" } : { id: 1813223344556677 }),
    },
  })),
  share: onInstagram(ofFile("share", "picture.png")),
  ig_story: onInstagram(ofFile("ig_story", "picture.png")),
  story_mention: onInstagram(ofFile("story_mention", "picture.png")),
  ephemeral: onInstagram(() => ({ type: "ephemeral" })),
  unsupported_type: onInstagram(() => ({ type: "unsupported_type" })),
  template: both(({ url }) => ({
    type: "template",
    payload: {
      product: {
        elements: [
          {
            id: "7126354",
            retailer_id: "boots-42",
            image_url: url("picture.png"),
            title: "Winter boots",
            subtitle: "€89.00",
          },
        ],
      },
    },
  })),
  template_empty: onInstagram(() => ({ type: "template", payload: {} })),
  appointment_booking: onMessenger(() => ({
    type: "appointment_booking",
    payload: {
      booking_id: "booking-7",
      status: "requested",
      start_time: nineAm,
      end_time: nineAm + 3600,
      timezone: "Europe/Kyiv",
    },
  })),
  location: onMessenger(() => ({
    type: "location",
    title: "Pinned location",
    payload: { coordinates: { lat: 52.5206, long: 13.4094 } },
  })),
  unknown: both(({ url }) => ({
    type: "hologram",
    payload: { url: url("picture.png"), depth: 3 },
  })),
} satisfies Record<string, Sample>;

/** What stands in echoes only: fields beside the payload, uploads named by numbers. */
const echoSamples = {
  template_button: both(() => ({
    type: "template",
    payload: {
      template_type: "button",
      text: "Shall we put them aside?",
      buttons: [{ type: "postback", title: "Yes, please", payload: "PUT_ASIDE" }],
    },
  })),
  template_outside: both(() => ({ type: "template", ...link })),
  template_media: both(() => ({
    type: "template",
    payload: {
      template_type: "media",
      elements: [{ media_type: "image", attachment_id: 102938475610293 }],
    },
  })),
  fallback_outside: both(() => ({ type: "fallback", ...link })),
} satisfies Record<string, Sample>;

export type SampleName = keyof typeof samples;
export type EchoSampleName = SampleName | keyof typeof echoSamples;
const all: Record<string, Sample> = { ...samples, ...echoSamples };

export const sampleNames = Object.keys(samples) as SampleName[];
export const echoSampleNames = Object.keys(all) as EchoSampleName[];

/** The sample with addresses of files that can be loaded; null where the platform has none of its kind. */
export function sampleAttachment(
  sandbox: Sandbox,
  given: { name: string; platform: Platform; origin: string },
): object | null {
  const sample = all[given.name];
  if (!sample || (sample.on !== "both" && sample.on !== given.platform)) return null;
  return sample.make({
    url: (file) => signedUrl(sandbox, given.origin, `files/${file}`),
    isInstagram: given.platform === "instagram",
  });
}
