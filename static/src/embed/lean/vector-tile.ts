// The little of vector tiles (MVT 2.1) that a basemap needs: layers, and the lines and
// rings of their features. The build takes it in the place of a whole library for every
// kind of protocol buffer: a page must be small.
//
// Names and shapes are those of the libraries @mapbox/vector-tile and pbf, as the map uses them.

interface Corner {
  x: number;
  y: number;
}

/** A reader of protocol buffers: varints, and fields by number. */
export class PbfReader {
  private at = 0;

  constructor(
    private readonly bytes: Uint8Array,
    from = 0,
    private readonly end = bytes.length,
  ) {
    this.at = from;
  }

  /** A whole number of up to 53 bits. */
  varint(): number {
    let [value, factor, byte] = [0, 1, 0];
    do {
      byte = this.bytes[this.at++] ?? 0;
      value += (byte & 127) * factor;
      factor *= 128;
    } while (byte > 127);
    return value;
  }

  more(): boolean {
    return this.at < this.end;
  }

  /** Calls with each field: its value where it is a number, a reader of its bytes where it has a length. */
  fields(use: (field: number, number: number, inner: PbfReader) => void): void {
    while (this.more()) {
      const tag = this.varint();
      const [field, wire] = [tag >> 3, tag & 7];
      if (wire === 0) use(field, this.varint(), this);
      else if (wire === 2) {
        const size = this.varint();
        use(field, 0, new PbfReader(this.bytes, this.at, this.at + size));
        this.at += size;
      } else this.at += wire === 1 ? 8 : 4;
    }
  }

  text(): string {
    return new TextDecoder().decode(this.bytes.subarray(this.at, this.end));
  }

  /** The geometry of a feature as lines; a ring ends where it began. */
  lines(): Corner[][] {
    const lines: Corner[][] = [];
    let [x, y, command, count] = [0, 0, 0, 0];
    const zigzag = (): number => {
      const n = this.varint();
      return n % 2 ? -(n + 1) / 2 : n / 2;
    };
    while (this.more() || count) {
      if (!count) {
        const head = this.varint();
        [command, count] = [head & 7, head >> 3];
        if (!count) continue;
      }
      count--;
      const line = lines[lines.length - 1];
      if (command === 7) {
        if (line?.[0]) line.push({ ...line[0] });
        continue;
      }
      x += zigzag();
      y += zigzag();
      if (command === 1) lines.push([{ x, y }]);
      else line?.push({ x, y });
      if (!this.more()) break;
    }
    return lines;
  }
}

interface Layer {
  extent: number;
  length: number;
  feature(i: number): { loadGeometry(): Corner[][] };
}

export class VectorTile {
  readonly layers: Record<string, Layer> = {};

  constructor(reader: PbfReader) {
    reader.fields((field, _, inner) => {
      if (field === 3) this.read(inner);
    });
  }

  private read(reader: PbfReader): void {
    let [name, extent] = ['', 4096];
    const features: PbfReader[] = [];
    reader.fields((field, number, inner) => {
      if (field === 1) name = inner.text();
      if (field === 2) features.push(inner);
      if (field === 5) extent = number;
    });
    this.layers[name] = {
      extent,
      length: features.length,
      feature: (i) => ({
        loadGeometry: () => {
          let lines: Corner[][] = [];
          features[i]?.fields((field, _, inner) => {
            if (field === 4) lines = inner.lines();
          });
          return lines;
        },
      }),
    };
  }
}
