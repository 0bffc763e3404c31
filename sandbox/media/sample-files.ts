import { pdfFile } from "./pdf-file.ts";
import { gifFile, gradientFile } from "./picture-files.ts";
import { mp3File, wavFile } from "./sound-files.ts";
import { mp4File } from "./video-file.ts";

export type MediaFile = { contentType: string; bytes: Buffer };

const makers: Record<string, { contentType: string; make: () => Buffer }> = {
  "picture.png": { contentType: "image/png", make: gradientFile },
  "sticker.png": { contentType: "image/png", make: gradientFile },
  "moving.gif": { contentType: "image/gif", make: gifFile },
  "voice.mp3": { contentType: "audio/mpeg", make: mp3File },
  "voice.wav": { contentType: "audio/wav", make: wavFile },
  "clip.mp4": { contentType: "video/mp4", make: mp4File },
  "paper.pdf": { contentType: "application/pdf", make: pdfFile },
};

const made = new Map<string, MediaFile>();

/** A real small file, made when it is first asked for; null for a name that is none. */
export function findSampleFile(name: string): MediaFile | null {
  const known = made.get(name);
  if (known) return known;
  const maker = Object.hasOwn(makers, name) ? makers[name] : undefined;
  if (!maker) return null;
  const file = { contentType: maker.contentType, bytes: maker.make() };
  made.set(name, file);
  return file;
}
