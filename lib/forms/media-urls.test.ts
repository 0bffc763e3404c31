import fc from "fast-check";
import { expect, test } from "vitest";
import { mediaUrlsOf } from "./media-urls.ts";

const CAT = "https://scontent.fbcdn.net/cat.jpg";
const DOG = "https://scontent.fbcdn.net/dog.jpg";
const products = (...elements: unknown[]) => ({
  type: "template",
  payload: { product: { elements } },
});

test.each([
  ["a picture", { type: "image", payload: { url: CAT } }, [CAT]],
  ["a kind that we do not know", { type: "hologram", payload: { url: CAT } }, [CAT]],
  ["a sticker", { type: "sticker", payload: { url: CAT, sticker_id: 369239263222822 } }, [CAT]],
  ["an echo with the address beside the type", { type: "template", url: CAT }, [CAT]],
  ["an address in both places", { type: "image", url: DOG, payload: { url: CAT } }, [CAT]],
  ["products", products({ image_url: CAT }, { id: "2" }, { image_url: DOG }), [CAT, DOG]],
  ["products, one of them broken", products(null, 7, { image_url: 7 }, { image_url: DOG }), [DOG]],
  ["a link", { type: "fallback", payload: { url: "https://x.test", title: "X" } }, []],
  ["a link in an echo", { type: "fallback", url: "https://x.test", title: "X" }, []],
  ["a place", { type: "location", payload: { coordinates: { lat: 1, long: 2 } } }, []],
  ["an appointment", { type: "appointment_booking", payload: { booking_id: "b1" } }, []],
  ["nothing in it", { type: "image", payload: null }, []],
  ["no payload", { type: "fallback" }, []],
  ["an address that is none", { type: "image", payload: { url: "cat.jpg" } }, []],
  ["a script", { type: "image", payload: { url: "javascript:alert(1)" } }, []],
  ["a number", { type: "image", payload: { url: 7 } }, []],
  ["not an object", "image", []],
  ["null", null, []],
])("%s", (_what, attachment, urls) => {
  expect(mediaUrlsOf(attachment)).toEqual(urls);
});

test("whatever Meta sends, it is read without a throw", () => {
  const part = fc.anything();
  const attachment = fc.oneof(
    part,
    fc.record({ type: part, url: part, payload: part }),
    fc.record({ payload: fc.record({ url: part, product: fc.record({ elements: part }) }) }),
  );
  fc.assert(
    fc.property(attachment, (given) => {
      for (const url of mediaUrlsOf(given)) expect(new URL(url).protocol).toMatch(/^https?:$/);
    }),
  );
});
