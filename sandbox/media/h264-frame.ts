/** Pictures are measured in blocks of 16 by 16 pixels. */
const blocksAcross = 4;
const blocksDown = 3;
export const videoWidth = blocksAcross * 16;
export const videoHeight = blocksDown * 16;

/** What a decoder must know before the first frame: baseline profile, level 1. */
export function sequenceParameters(): Buffer {
  const bits = new Bits();
  for (const value of [0, 0, 2, 0]) bits.golomb(value);
  bits.put(0, 1);
  bits.golomb(blocksAcross - 1);
  bits.golomb(blocksDown - 1);
  // Whole frames, direct 8x8 inference, no cropping, no display hints.
  bits.put(0b1100, 4);
  return Buffer.concat([Buffer.from([0x67, 66, 0xc0, 10]), bits.end()]);
}

export function pictureParameters(): Buffer {
  const bits = new Bits();
  for (const value of [0, 0]) bits.golomb(value);
  bits.put(0, 2);
  for (const value of [0, 0, 0]) bits.golomb(value);
  bits.put(0, 3);
  for (const value of [0, 0, 0]) bits.golomb(value);
  bits.put(0, 3);
  return Buffer.concat([Buffer.from([0x68]), bits.end()]);
}

const rawBlock = 25;
const intraSlice = 7;

/** One picture of raw samples: large for what it shows, but nothing has to be compressed. */
export function pictureFrame(): Buffer {
  const bits = new Bits();
  for (const value of [0, intraSlice, 0]) bits.golomb(value);
  bits.put(0, 4);
  bits.golomb(0);
  bits.put(0, 2);
  bits.golomb(0);
  for (let block = 0; block < blocksAcross * blocksDown; block += 1) {
    bits.golomb(rawBlock);
    bits.align();
    // All above 3, so that no start code can come about by chance.
    bits.bytes(Array.from({ length: 256 }, (_, at) => 60 + block * 10 + (at % 16)));
    bits.bytes(Array.from({ length: 64 }, () => 150));
    bits.bytes(Array.from({ length: 64 }, () => 90));
  }
  return Buffer.concat([Buffer.from([0x65]), bits.end()]);
}

class Bits {
  private readonly done: number[] = [];
  private open = "";

  put(value: number, width: number): void {
    this.open += value.toString(2).padStart(width, "0");
    while (this.open.length >= 8) {
      this.done.push(Number.parseInt(this.open.slice(0, 8), 2));
      this.open = this.open.slice(8);
    }
  }

  /** Exponential Golomb: as many zeros as there are bits behind the first. */
  golomb(value: number): void {
    const binary = (value + 1).toString(2);
    this.put(value + 1, binary.length * 2 - 1);
  }

  align(): void {
    if (this.open !== "") this.put(0, 8 - this.open.length);
  }

  bytes(values: number[]): void {
    for (const value of values) this.done.push(value);
  }

  /** Closed by a one and zeros. */
  end(): Buffer {
    this.put(1, 1);
    this.align();
    return Buffer.from(this.done);
  }
}
