// Reads Mapbox Vector Tiles (version 2.1): a small reader of the few things that the base map needs.

const GEOMETRY_END = 7;
const [UNSIGNED, EIGHT_BYTES, BYTES, FOUR_BYTES] = [0, 1, 2, 5];
const utf8 = new TextDecoder();

/** Protocol buffers: a field at a time. */
class Fields {
  constructor(bytes) {
    Object.assign(this, { bytes, at: 0 });
  }

  number() {
    let [value, factor, byte] = [0, 1, 0];
    do {
      byte = this.bytes[this.at++];
      value += (byte & 0x7f) * factor;
      factor *= 128;
    } while (byte & 0x80);
    return value;
  }

  /** Number and value of each field: a number, or bytes. */
  *[Symbol.iterator]() {
    while (this.at < this.bytes.length) {
      const key = this.number();
      const kind = key & 7;
      if (kind === UNSIGNED) yield [key >> 3, this.number()];
      else {
        const length = { [BYTES]: () => this.number(), [EIGHT_BYTES]: () => 8, [FOUR_BYTES]: () => 4 }[kind]();
        yield [key >> 3, this.bytes.subarray(this.at, (this.at += length))];
      }
    }
  }

  *numbers() {
    while (this.at < this.bytes.length) yield this.number();
  }
}

/** A text, or a number; the tiles that are read here have no others. */
function valueOf(bytes) {
  for (const [field, value] of new Fields(bytes)) {
    if (field === 1) return utf8.decode(value);
    if (field === 4 || field === 5) return value;
    if (field === 6) return unzigzag(value);
  }
  return null;
}

function unzigzag(value) {
  return value % 2 ? -(value + 1) / 2 : value / 2;
}

/** The rings, lines or points of a geometry, each as x, y, x, y, … in shares of the tile's side. */
function partsOf(bytes, extent) {
  const parts = [];
  let [x, y, points] = [0, 0, []];
  const numbers = new Fields(bytes).numbers();
  for (const command of numbers) {
    if ((command & 7) === GEOMETRY_END) continue;
    if ((command & 7) === 1) parts.push((points = []));
    for (let count = command >> 3; count > 0; count--) {
      x += unzigzag(numbers.next().value);
      y += unzigzag(numbers.next().value);
      points.push(x / extent, y / extent);
    }
  }
  return parts;
}

function layerOf(bytes) {
  const layer = { name: "", keys: [], values: [], extent: 4096, raw: [] };
  for (const [field, value] of new Fields(bytes)) {
    if (field === 1) layer.name = utf8.decode(value);
    else if (field === 2) layer.raw.push(value);
    else if (field === 3) layer.keys.push(utf8.decode(value));
    else if (field === 4) layer.values.push(valueOf(value));
    else if (field === 5) layer.extent = value;
  }
  const features = layer.raw.map((raw) => {
    const feature = { parts: [] };
    for (const [field, value] of new Fields(raw)) {
      if (field === 4) feature.parts = partsOf(value, layer.extent);
      if (field !== 2) continue;
      const tags = [...new Fields(value).numbers()];
      for (let at = 0; at < tags.length; at += 2) feature[layer.keys[tags[at]]] = layer.values[tags[at + 1]];
    }
    return feature;
  });
  return [layer.name, features];
}

/** Features of a tile by layer: their attributes, and `parts`. */
export function readTile(buffer) {
  const layers = [...new Fields(new Uint8Array(buffer))].filter(([field]) => field === 3);
  return Object.fromEntries(layers.map(([, bytes]) => layerOf(bytes)));
}
