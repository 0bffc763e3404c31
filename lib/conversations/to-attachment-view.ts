import { mediaUrlsOf } from "#lib/forms/media-urls.ts";
import type { AttachmentView } from "#lib/forms/message-views.ts";
import { type Attachment, MEDIA_TYPES, readAttachments } from "#lib/meta/events/attachment.ts";

/** What the screens show of a message's attachments, whatever Meta sent. */
export function toAttachmentViews(attachments: unknown): AttachmentView[] {
  const raw = Array.isArray(attachments) ? attachments : [];
  let index = 0;
  return readAttachments(attachments).map((attachment, at) => {
    const urls = mediaUrlsOf(raw[at]);
    const first = index;
    index += urls.length;
    return toView(attachment, (url) => placeOf(urls, url, first));
  });
}

/** Where `/api/media` finds the address; null when it is none of them. */
function placeOf(urls: readonly string[], url: string | null | undefined, first: number) {
  const at = url == null ? -1 : urls.indexOf(url);
  return at === -1 ? null : first + at;
}

type Place = (url: string | null | undefined) => number | null;

function toView({ type, title, url, payload }: Attachment, placeOf: Place): AttachmentView {
  const { lat, long } = payload?.coordinates ?? {};
  const elements = [...(payload?.elements ?? []), ...(payload?.product?.elements ?? [])];
  const buttons = [...(payload?.buttons ?? []), ...elements.flatMap((element) => element.buttons)];
  return {
    type,
    title,
    link: isWebAddress(url) ? url : null,
    has_media: MEDIA_TYPES.includes(type) && isWebAddress(url),
    media_index: placeOf(url),
    location: lat != null && long != null ? { latitude: lat, longitude: long } : null,
    appointment: type === "appointment_booking" ? toAppointment(payload) : null,
    elements: elements.map((element) => ({
      title: element.title ?? null,
      subtitle: element.subtitle ?? null,
      media_index: placeOf(element.image_url),
    })),
    buttons: buttons.flatMap((button) => button.title ?? []),
  };
}

function toAppointment(payload: Attachment["payload"]): AttachmentView["appointment"] {
  return {
    status: payload?.status ?? null,
    starts_at: secondsToIso(payload?.start_time),
    ends_at: secondsToIso(payload?.end_time),
    time_zone: payload?.timezone ?? null,
  };
}

/** Never `javascript:` or `data:`: the screens make links of it. */
function isWebAddress(url: string | null): url is string {
  return url !== null && /^https?:\/\/\S+$/i.test(url);
}

function secondsToIso(seconds: number | null | undefined): string | null {
  const time = new Date((seconds ?? Number.NaN) * 1_000);
  return Number.isNaN(time.getTime()) ? null : time.toISOString();
}
