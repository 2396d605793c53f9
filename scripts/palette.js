/* Palette takes a PNG in base64 and answers it with at most 256 colours: the commonest, and for the rest the nearest. */
async (base64) => {
  const from = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const image = await createImageBitmap(new Blob([from]));
  const { width, height } = image;
  const drawing = new OffscreenCanvas(width, height).getContext("2d");
  drawing.drawImage(image, 0, 0);
  const pixels = new Uint32Array(drawing.getImageData(0, 0, width, height).data.buffer);

  const counts = new Map();
  for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
  // Of two as common, the smaller number first: the same picture gives the same file.
  const common = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([colour]) => colour);
  const palette = common.slice(0, 256);
  const parts = (colour) => [colour & 255, (colour >> 8) & 255, (colour >> 16) & 255];
  const far = (a, b) => parts(a).reduce((sum, part, at) => sum + (part - parts(b)[at]) ** 2, 0);
  const place = new Map(palette.map((colour, at) => [colour, at]));
  for (const colour of common.slice(256)) {
    const best = palette.reduce((near, other) => (far(colour, other) < far(colour, near) ? other : near));
    place.set(colour, place.get(best));
  }

  const rows = new Uint8Array(height * (width + 1));
  for (let at = 0; at < pixels.length; at += 1) {
    rows[at + Math.floor(at / width) + 1] = place.get(pixels[at]);
  }
  const packing = new Blob([rows]).stream().pipeThrough(new CompressionStream("deflate"));
  const packed = new Uint8Array(await new Response(packing).arrayBuffer());

  const crcs = Uint32Array.from({ length: 256 }, (_, n) => {
    let c = n;
    for (let k = 0; k < 8; k += 1) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
    return c;
  });
  const chunk = (name, body) => {
    const made = new Uint8Array(body.length + 12);
    const view = new DataView(made.buffer);
    view.setUint32(0, body.length);
    made.set([...name].map((letter) => letter.charCodeAt(0)), 4);
    made.set(body, 8);
    const crc = made.subarray(4, -4).reduce((c, byte) => crcs[(c ^ byte) & 255] ^ (c >>> 8), ~0);
    view.setUint32(made.length - 4, ~crc >>> 0);
    return made;
  };
  const head = new Uint8Array(13);
  new DataView(head.buffer).setUint32(0, width);
  new DataView(head.buffer).setUint32(4, height);
  head.set([8, 3, 0, 0, 0], 8);
  const made = [
    Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10),
    chunk("IHDR", head),
    chunk("PLTE", Uint8Array.from(palette.flatMap(parts))),
    chunk("IDAT", packed),
    chunk("IEND", new Uint8Array()),
  ];
  return made.map((part) => Array.from(part, (byte) => String.fromCharCode(byte)).join("")).map(btoa);
};
