// Pictures of a job, fetched when they are looked at and kept for a while.

/** Seven colours that people with any kind of colour vision tell apart (Okabe and Ito 2008). */
export const colours = [
  [230, 159, 0], [86, 180, 233], [204, 121, 167], [240, 228, 66], [0, 158, 115], [213, 94, 0], [0, 114, 178],
];

/** The colour of a query, as CSS writes it. */
export function colour(query) {
  return `rgb(${colours[query % colours.length].join(", ")})`;
}

/** Frames and masks kept at a time. */
const room = 240;

async function picture(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  return createImageBitmap(await response.blob());
}

/** A mask as a picture of its colour: opaque along its edge, which is dashed where `dash` has pixels. */
function tinted(mask, [red, green, blue], { inside: fill = 110, dash = 0 } = {}) {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [mask.width, mask.height];
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.drawImage(mask, 0, 0);
  const { width, height } = canvas;
  const image = context.getImageData(0, 0, width, height);
  const source = image.data.slice();
  const inside = (x, y) => x < 0 || y < 0 || x >= width || y >= height || source[4 * (y * width + x)] > 127;
  const reach = Math.max(1, Math.round(Math.min(width, height) / 240));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = 4 * (y * width + x);
      if (source[at] <= 127) {
        image.data[at + 3] = 0;
        continue;
      }
      const isEdge =
        !inside(x - reach, y) || !inside(x + reach, y) || !inside(x, y - reach) || !inside(x, y + reach);
      image.data[at] = red;
      image.data[at + 1] = green;
      image.data[at + 2] = blue;
      const isGap = dash > 0 && (x + y) % (2 * dash) >= dash;
      image.data[at + 3] = isEdge && !isGap ? 255 : fill;
    }
  }
  context.putImageData(image, 0, 0);
  return canvas;
}

/** A mask's outline, dashed, in the colour of a query, with a label at its upper left. */
export async function outlined(address, query, label) {
  const mask = await picture(address);
  const size = Math.max(12, Math.round(Math.min(mask.width, mask.height) / 16));
  const canvas = tinted(mask, colours[query % colours.length], { inside: 40, dash: Math.ceil(size / 4) });
  const context = canvas.getContext("2d");
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  const first = Math.max(0, data.findIndex((value, at) => at % 4 === 3 && value > 0) >> 2);
  const [x, y] = [first % canvas.width, Math.floor(first / canvas.width)];
  context.font = `bold ${size}px sans-serif`;
  context.textBaseline = "top";
  context.lineWidth = Math.max(2, size / 6);
  context.strokeStyle = "#000";
  context.fillStyle = "#fff";
  const place = [Math.min(x, canvas.width - size), Math.min(y, canvas.height - size)];
  context.strokeText(label, ...place);
  context.fillText(label, ...place);
  return canvas;
}

export class Clip {
  constructor(address) {
    this.address = address;
    this.kept = new Map();
  }

  /** A frame's picture. */
  frame(index) {
    return this.once(`frames/${index}.jpg`, picture);
  }

  /** The mask of a query in a frame, in its colour. */
  mask(query, index) {
    return this.once(`masks/${query}/${index}.png`, async (address) =>
      tinted(await picture(address), colours[query % colours.length]));
  }

  once(name, make) {
    const known = this.kept.get(name);
    if (known) return known;
    const made = make(`${this.address}/${name}`);
    this.kept.set(name, made);
    made.catch(() => this.kept.delete(name));
    if (this.kept.size > room) this.kept.delete(this.kept.keys().next().value);
    return made;
  }
}
