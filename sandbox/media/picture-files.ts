import { pngFile } from "./png-file.ts";

const width = 96;
const height = 64;

/** A small picture with a gradient. */
export function gradientFile(): Buffer {
  return pngFile(width, height, (x, y) => [40 + x * 2, 90 + y * 2, 150]);
}

/** Two frames that take turns for ever. */
export function gifFile(): Buffer {
  const size = Buffer.from([width, 0, height, 0]);
  const palette = Array.from({ length: 128 }, (_, shade) => [shade * 2, 110, 255 - shade * 2]);
  return Buffer.concat([
    Buffer.from("GIF89a", "latin1"),
    size,
    Buffer.from([0xf6, 0, 0]),
    Buffer.from(palette.flat()),
    Buffer.from([0x21, 0xff, 11]),
    Buffer.from("NETSCAPE2.0", "latin1"),
    Buffer.from([3, 1, 0, 0, 0]),
    gifFrame(size, 0),
    gifFrame(size, 64),
    Buffer.from([0x3b]),
  ]);
}

// Codes keep eight bits as long as the table is emptied before it grows over 255 entries.
const clearCode = 128;
const endCode = 129;
const pixelsPerTable = 120;

function gifFrame(size: Buffer, shift: number): Buffer {
  const codes: number[] = [];
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    if (pixel % pixelsPerTable === 0) codes.push(clearCode);
    codes.push(((pixel % width) + shift) % 128);
  }
  codes.push(endCode);
  const blocks: number[] = [];
  for (let at = 0; at < codes.length; at += 255) {
    const block = codes.slice(at, at + 255);
    blocks.push(block.length, ...block);
  }
  return Buffer.concat([
    Buffer.from([0x21, 0xf9, 4, 0, 50, 0, 0, 0, 0x2c, 0, 0, 0, 0]),
    size,
    Buffer.from([0, 7, ...blocks, 0]),
  ]);
}
