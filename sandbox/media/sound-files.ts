/** Half a second of a falling tone. */
export function wavFile(): Buffer {
  const rate = 8000;
  const samples = Buffer.from(
    Array.from({ length: rate / 2 }, (_, at) =>
      Math.round(128 + 60 * Math.sin((at / rate) * 2 * Math.PI * (660 - at / 20))),
    ),
  );
  const header = Buffer.alloc(44);
  header.write("RIFF", 0, "latin1");
  header.writeUInt32LE(36 + samples.length, 4);
  header.write("WAVEfmt ", 8, "latin1");
  header.writeUInt32LE(16, 16);
  // PCM, one channel.
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(rate, 24);
  header.writeUInt32LE(rate, 28);
  header.writeUInt16LE(1, 32);
  header.writeUInt16LE(8, 34);
  header.write("data", 36, "latin1");
  header.writeUInt32LE(samples.length, 40);
  return Buffer.concat([header, samples]);
}

/** Half a second of silence. */
export function mp3File(): Buffer {
  // MPEG 1, layer III, 32 kbit/s, 44.1 kHz, mono: 104 bytes, and zeros mean silence.
  const frame = Buffer.alloc(104);
  frame.set([0xff, 0xfb, 0x10, 0xc4]);
  return Buffer.concat(Array.from({ length: 20 }, () => frame));
}
