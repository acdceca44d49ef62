// A photograph is made smaller before it is sent: over a satellite line four megabytes are minutes. Its orientation stays
// right, the place where it was taken does not go with it.
const LONGEST_SIDE = 2000;
const QUALITY = 0.85;
const bytesOf = (number) => new Uint8Array([number >> 8, number & 255]);
const sizeWords = (bytes) => (bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} КБ` : `${(bytes / 1024 / 1024).toFixed(1).replace(".", ",")} МБ`);

// The parts of a JPEG before its picture: [marker, begin, end].
const segments = (view) => {
  const found = [];
  for (let at = 2; at + 4 <= view.byteLength && view.getUint8(at) === 0xff;) {
    const marker = view.getUint8(at + 1);
    if (marker === 0xda) { found.push([marker, at, view.byteLength]); break; }
    const end = at + 2 + view.getUint16(at + 2);
    found.push([marker, at, Math.min(end, view.byteLength)]);
    at = end;
  }
  return found;
};
const isExif = (view, at) => at + 10 <= view.byteLength && view.getUint32(at + 4) === 0x45786966;
const orientationOf = (view) => {
  const exif = segments(view).find(([marker, at]) => marker === 0xe1 && isExif(view, at));
  if (!exif) return 1;
  try {
    const tiff = exif[1] + 10;
    const little = view.getUint16(tiff) === 0x4949;
    const list = tiff + view.getUint32(tiff + 4, little);
    for (let place = 0; place < view.getUint16(list, little); place += 1) {
      const entry = list + 2 + place * 12;
      if (view.getUint16(entry, little) === 0x0112) return view.getUint16(entry + 8, little);
    }
  } catch { /* a damaged heading turns nothing */ }
  return 1;
};
// The same picture without what it tells of the place, the moment and the camera; of the heading the orientation stays.
const withoutPlace = (bytes) => {
  const view = new DataView(bytes.buffer);
  const parts = [bytes.subarray(0, 2)];
  const turned = orientationOf(view);
  if (turned > 1 && turned <= 8) {
    parts.push(new Uint8Array([0xff, 0xe1, 0, 34, 0x45, 0x78, 0x69, 0x66, 0, 0, 0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, ...bytesOf(turned), 0, 0, 0, 0, 0, 0]));
  }
  const isTold = (marker) => marker === 0xe1 || marker === 0xed || marker === 0xfe;
  for (const [marker, begin, end] of segments(view)) if (!isTold(marker)) parts.push(bytes.subarray(begin, end));
  return parts;
};
const redrawn = async (file) => {
  // Turned as its heading says, and the heading stays behind.
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [Math.round(picture.width * scale), Math.round(picture.height * scale)];
  const brush = canvas.getContext("2d");
  brush.fillStyle = "#fff";
  brush.fillRect(0, 0, canvas.width, canvas.height);
  brush.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return new Promise((resolve) => { canvas.toBlob(resolve, "image/jpeg", QUALITY); });
};
// The file to send and what to tell of it. What the browser cannot read as a picture is sent as it is.
const shrunk = async (file) => {
  if (!["image/jpeg", "image/png", "image/webp"].includes(file.type)) return { blob: file, name: file.name, words: "" };
  const small = await redrawn(file).catch(() => null);
  const isJpeg = file.type === "image/jpeg";
  if (small && small.size < file.size) {
    return { blob: small, name: file.name.replace(/(\.\w+)?$/, ".jpg"), words: `Снимок уменьшен: было ${sizeWords(file.size)}, стало ${sizeWords(small.size)}.` };
  }
  if (!isJpeg) return { blob: file, name: file.name, words: "" };
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return { blob: file, name: file.name, words: "" };
  return { blob: new Blob(withoutPlace(bytes), { type: file.type }), name: file.name, words: "Снимок отправлен как есть, без места съёмки." };
};
