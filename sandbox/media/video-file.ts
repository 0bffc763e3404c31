import {
  pictureFrame,
  pictureParameters,
  sequenceParameters,
  videoHeight,
  videoWidth,
} from "./h264-frame.ts";

const millisecondsPerSecond = 1000;
const durationMs = 1000;

/** One picture that stands for a second. */
export function mp4File(): Buffer {
  const frame = pictureFrame();
  const sample = Buffer.concat([u32(frame.length), frame]);
  const type = box("ftyp", Buffer.from("isom", "latin1"), u32(512), Buffer.from("isomavc1mp41"));
  const length = type.length + movie(sample.length, 0).length;
  return Buffer.concat([type, movie(sample.length, length + 8), box("mdat", sample)]);
}

function movie(sampleLength: number, sampleAt: number): Buffer {
  const header = full(
    "mvhd",
    zeros(8),
    u32(millisecondsPerSecond, durationMs, 0x10000),
    u16(0x100),
    zeros(10),
    matrix,
    zeros(24),
    u32(2),
  );
  return box("moov", header, track(sampleLength, sampleAt));
}

function track(sampleLength: number, sampleAt: number): Buffer {
  const header = full(
    "tkhd",
    zeros(8),
    u32(1, 0, durationMs),
    zeros(16),
    matrix,
    u32(videoWidth << 16, videoHeight << 16),
  );
  // Shown, and part of the film.
  header.writeUInt32BE(3, 8);
  const media = full("mdhd", zeros(8), u32(millisecondsPerSecond, durationMs), u16(0x55c4, 0));
  const handler = full("hdlr", u32(0), Buffer.from("vide", "latin1"), zeros(13));
  const place = full("url ");
  place.writeUInt32BE(1, 8);
  const information = box(
    "minf",
    full("vmhd", zeros(8)),
    box("dinf", full("dref", u32(1), place)),
    sampleTable(sampleLength, sampleAt),
  );
  return box("trak", header, box("mdia", media, handler, information));
}

function sampleTable(sampleLength: number, sampleAt: number): Buffer {
  return box(
    "stbl",
    full("stsd", u32(1), pictureFormat()),
    full("stts", u32(1, 1, durationMs)),
    full("stsc", u32(1, 1, 1, 1)),
    full("stsz", u32(0, 1, sampleLength)),
    full("stco", u32(1, sampleAt)),
  );
}

function pictureFormat(): Buffer {
  const [sequence, picture] = [sequenceParameters(), pictureParameters()];
  const config = box(
    "avcC",
    Buffer.from([1, 66, 0xc0, 10, 0xff, 0xe1]),
    u16(sequence.length),
    sequence,
    Buffer.from([1]),
    u16(picture.length),
    picture,
  );
  return box(
    "avc1",
    zeros(6),
    u16(1),
    zeros(16),
    u16(videoWidth, videoHeight),
    u32(0x480000, 0x480000, 0),
    u16(1),
    zeros(32),
    u16(24, 0xffff),
    config,
  );
}

const u32 = (...values: number[]) => Buffer.concat(values.map((value) => number(value, 4)));
const u16 = (...values: number[]) => Buffer.concat(values.map((value) => number(value, 2)));
const zeros = (length: number) => Buffer.alloc(length);
const matrix = u32(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000);

function number(value: number, size: number): Buffer {
  const bytes = Buffer.alloc(size);
  bytes.writeUIntBE(value, 0, size);
  return bytes;
}

function box(name: string, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([u32(body.length + 8), Buffer.from(name, "latin1"), body]);
}

/** A box with version and flags in front. */
function full(name: string, ...parts: Buffer[]): Buffer {
  return box(name, zeros(4), ...parts);
}
