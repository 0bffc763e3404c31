type Family = "image" | "film" | "pdf";
type FileType = { type: string; family: Family };
type Beginning = FileType & { at: number; bytes: number[] };

/** How much of a file `fileTypeOf` looks at. */
export const HEAD_BYTES = 16;

const starts = (type: string, family: Family, ...bytes: number[]): Beginning => ({
  type,
  family,
  at: 0,
  bytes,
});
const reads = (type: string, family: Family, text: string, at = 0): Beginning => ({
  type,
  family,
  at,
  bytes: [...text].map((letter) => letter.charCodeAt(0)),
});

/**
 * How the files begin that we show, as in the WHATWG MIME Sniffing Standard, with AAC, AMR and FLAC.
 * Sounds and films are one family: Meta calls a recorded voice `video/mp4`.
 */
const BEGINNINGS: readonly Beginning[] = [
  starts("image/png", "image", 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
  starts("image/jpeg", "image", 0xff, 0xd8, 0xff),
  reads("image/gif", "image", "GIF87a"),
  reads("image/gif", "image", "GIF89a"),
  reads("image/webp", "image", "WEBPVP", 8),
  reads("application/pdf", "pdf", "%PDF-"),
  reads("video/mp4", "film", "ftyp", 4),
  starts("video/webm", "film", 0x1a, 0x45, 0xdf, 0xa3),
  reads("video/avi", "film", "AVI ", 8),
  reads("audio/wave", "film", "WAVE", 8),
  reads("audio/ogg", "film", "OggS\0"),
  reads("audio/amr", "film", "#!AMR"),
  reads("audio/flac", "film", "fLaC"),
  reads("audio/mpeg", "film", "ID3"),
  ...[0xe2, 0xe3, 0xf2, 0xf3, 0xfa, 0xfb].map((mp3) => starts("audio/mpeg", "film", 0xff, mp3)),
  ...[0xf0, 0xf1, 0xf8, 0xf9].map((aac) => starts("audio/aac", "film", 0xff, aac)),
];

/** What a file is by its first bytes; null when it is nothing that we show. */
export function fileTypeOf(head: Uint8Array): FileType | null {
  const found = BEGINNINGS.find(({ at, bytes }) =>
    bytes.every((byte, index) => head[at + index] === byte),
  );
  return found === undefined ? null : { type: found.type, family: found.family };
}

/** The family that a `Content-Type` claims; null for everything else, SVG included. */
export function familyOf(contentType: string): Family | null {
  if (/^image\/(png|jpeg|gif|webp)$/.test(contentType)) return "image";
  if (/^(audio|video)\/[\w.-]+$/.test(contentType)) return "film";
  return contentType === "application/pdf" ? "pdf" : null;
}
