// The map of the country: one layer as colour, with sectors, roads, towns and camps, drawn on a canvas.
// Cells are numbered x * height + y, x from the west and y from the south, as everywhere in peaceops.

import { el, fill, isDark, short } from "./dom.js";

const RAMPS = {
  good: { light: ["#f7f5f0", "#cfe0e6", "#8bb9cc", "#3f87a8", "#0b557c"], dark: ["#27323a", "#2b4a5c", "#34708f", "#4d9ac2", "#8fd0f2"] },
  bad: { light: ["#f7f5f0", "#f5dcc4", "#eeb488", "#dc7f43", "#b34700"], dark: ["#27323a", "#4f3a2c", "#8a5128", "#c8702c", "#ffab6b"] },
  plain: { light: ["#f7f5f0", "#dde9e6", "#b3d3cf", "#7fb3b1", "#3f7f82"], dark: ["#27323a", "#2c474a", "#357073", "#4d9c9c", "#93d8d4"] },
  consent: { light: ["#c9a35b", "#e8d9b5", "#f7f6f2", "#b9d3e6", "#5e97c1"], dark: ["#b0853a", "#6d5a36", "#2d373f", "#3f6f92", "#7bbce8"] },
};
// Layers of which more is worse; of those in neither list it depends.
const BAD = /^(believed_)?(violence|threat|crime|need|obstacles|mines|grievance|displaced|hosted|refugees_from|reported)$/;
const GOOD = /^(services|livelihoods|state_authority|rule_of_law|legitimacy|acceptance|information|road_access)$/;
// Who holds a place: nobody, the government, then armed groups; lightness differs where hues are near.
const CATEGORIES = {
  light: ["#eceee9", "#9cc3dd", "#e59a6a", "#d9a9c6", "#e7cf7a", "#9fd0bd", "#b7b7d8", "#c9b8a5", "#7f9a54", "#c0504d", "#6f7fb5", "#8d6e97"],
  dark: ["#252e35", "#2f6387", "#a3562a", "#8a5577", "#8a7420", "#2f7562", "#5c5c94", "#6a5a48", "#5f7a34", "#8c2f2d", "#3f4f85", "#a487ae"],
};

/** Return numbers of cells from base64, one byte each: 0 to 254 from low to high, 255 for no value. */
export function unpacked(text) {
  if (typeof text !== "string") return text ?? null;
  const raw = atob(text);
  return Uint8Array.from(raw, (sign) => sign.charCodeAt(0));
}

function rgb(hex) {
  return [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
}

function mixed(colours, share) {
  const place = Math.min(Math.max(share, 0), 1) * (colours.length - 1);
  const low = Math.min(Math.floor(place), colours.length - 2);
  const [a, b] = [rgb(colours[low]), rgb(colours[low + 1])];
  return `rgb(${a.map((value, i) => Math.round(value + (b[i] - value) * (place - low))).join(" ")})`;
}

function ramp(layer) {
  const name = layer.key === "consent" ? "consent" : GOOD.test(layer.key) ? "good" : BAD.test(layer.key) ? "bad" : "plain";
  return RAMPS[name][isDark() ? "dark" : "light"];
}

/** A map with its legend and what is under the pointer. `scene` is the country, see the contract of messages. */
export class CountryMap {
  constructor(place, scene) {
    this.scene = scene;
    this.layer = null;
    this.values = null;
    this.cell = null;
    this.canvas = el("canvas", { tabindex: "0", role: "img", "aria-label": "Map of the country" });
    this.legend = el("div", { class: "legend" });
    this.under = el("p", { class: "under", "aria-live": "polite" });
    this.sectors = el("p", { class: "sectors" });
    fill(place, el("div", { class: "mapbox" }, this.canvas), this.legend, this.under, this.sectors);
    this.canvas.addEventListener("pointermove", (event) => this.point(event));
    this.canvas.addEventListener("pointerdown", (event) => this.point(event));
    this.canvas.addEventListener("pointerleave", () => this.pick(null));
    this.canvas.addEventListener("keydown", (event) => this.key(event));
    this.watch = new ResizeObserver(() => this.draw());
    this.watch.observe(this.canvas.parentElement);
  }

  /** Show one layer: what it is, and its value in every cell. */
  show(layer, values) {
    this.layer = layer;
    this.values = unpacked(values);
    this.draw();
    this.explain();
  }

  place(cell) {
    return [Math.floor(cell / this.scene.height), cell % this.scene.height];
  }

  point(event) {
    const box = this.canvas.getBoundingClientRect();
    const x = Math.floor(((event.clientX - box.left) / box.width) * this.scene.width);
    const y = this.scene.height - 1 - Math.floor(((event.clientY - box.top) / box.height) * this.scene.height);
    const inside = x >= 0 && y >= 0 && x < this.scene.width && y < this.scene.height;
    this.pick(inside ? x * this.scene.height + y : null);
  }

  key(event) {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (!step) return;
    event.preventDefault();
    const { width, height } = this.scene;
    const [x, y] = this.cell === null ? [Math.floor(width / 2), Math.floor(height / 2)] : this.place(this.cell);
    const [u, v] = [x + step[0], y + step[1]];
    if (u >= 0 && v >= 0 && u < width && v < height) this.pick(u * height + v);
  }

  pick(cell) {
    if (cell === this.cell) return;
    this.cell = cell;
    this.draw();
    this.tell();
  }

  /** Say what is in the cell that is pointed at. */
  tell() {
    if (this.cell === null || !this.layer) {
      this.under.textContent = "";
      return;
    }
    const sector = this.scene.sector?.[this.cell];
    const where = [sector >= 0 && sector < 250 ? `Sector ${sector + 1}` : "Outside the country", ...this.named(this.cell)].join(", ");
    this.under.textContent = `${where}: ${this.layer.label.toLowerCase()} ${this.words(this.values?.[this.cell])}`;
  }

  named(cell) {
    const [x, y] = this.place(cell);
    const names = [];
    if (x === this.scene.capital?.[0] && y === this.scene.capital?.[1]) names.push("the capital");
    else if (this.scene.towns?.some(([u, v]) => u === x && v === y)) names.push("a town");
    if (this.scene.camp?.[cell]) names.push("a camp of displaced people");
    return names;
  }

  number(byte) {
    const { low = 0, high = 1 } = this.layer;
    return low + (byte / 254) * (high - low);
  }

  words(byte) {
    if (byte === undefined || byte === null || byte === 255) return "unknown";
    if (this.layer.categories) return this.layer.categories[byte] ?? "unknown";
    return short(this.number(byte));
  }

  colour(byte) {
    if (byte === undefined || byte === 255) return null;
    if (this.layer.categories) return CATEGORIES[isDark() ? "dark" : "light"][byte % 12];
    return mixed(ramp(this.layer), byte / 254);
  }

  draw() {
    const { width, height } = this.scene;
    const room = this.canvas.parentElement.clientWidth;
    if (!room) return;
    const tall = parseFloat(getComputedStyle(this.canvas.parentElement).maxHeight) || Infinity;
    const side = Math.max(4, Math.floor(Math.min(room / width, tall / height) * 100) / 100);
    const scale = window.devicePixelRatio || 1;
    this.canvas.style.width = `${side * width}px`;
    this.canvas.style.height = `${side * height}px`;
    this.canvas.width = Math.round(side * width * scale);
    this.canvas.height = Math.round(side * height * scale);
    const pen = this.canvas.getContext("2d");
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    this.cells(pen, side);
    this.borders(pen, side);
    this.ways(pen, side);
    this.marks(pen, side);
  }

  cells(pen, side) {
    const { width, height, sector } = this.scene;
    const dark = isDark();
    for (let x = 0; x < width; x += 1) {
      for (let y = 0; y < height; y += 1) {
        const cell = x * height + y;
        const sea = this.scene.land && !this.scene.land[cell];
        const own = this.layer && this.values ? this.colour(this.values[cell]) : null;
        pen.fillStyle = sea ? (dark ? "#1a2a36" : "#dbe7ee") : own ?? ((sector?.[cell] ?? 0) % 2 ? (dark ? "#262f36" : "#f1efe9") : (dark ? "#2c363e" : "#f7f5f0"));
        pen.fillRect(x * side, (height - 1 - y) * side, side + 0.6, side + 0.6);
      }
    }
  }

  borders(pen, side) {
    const { width, height, sector } = this.scene;
    if (!sector) return;
    pen.strokeStyle = isDark() ? "#c5ced5" : "#1f2a33";
    pen.lineWidth = 1.2;
    pen.setLineDash([5, 3]);
    pen.beginPath();
    for (let x = 0; x < width; x += 1) {
      for (let y = 0; y < height; y += 1) {
        const here = sector[x * height + y];
        if (x + 1 < width && sector[(x + 1) * height + y] !== here) line(pen, (x + 1) * side, (height - 1 - y) * side, 0, side);
        if (y + 1 < height && sector[x * height + y + 1] !== here) line(pen, x * side, (height - 1 - y) * side, side, 0);
      }
    }
    pen.stroke();
    pen.setLineDash([]);
  }

  ways(pen, side) {
    const { width, height, road } = this.scene;
    if (!road) return;
    const on = (x, y) => x >= 0 && y >= 0 && x < width && y < height && road[x * height + y];
    const middle = (x, y) => [(x + 0.5) * side, (height - 0.5 - y) * side];
    for (const [colour, wide] of isDark() ? [["#161d22", 4], ["#8d979f", 1.7]] : [["#ffffff", 4], ["#6b747b", 1.7]]) {
      pen.strokeStyle = colour;
      pen.lineWidth = (wide * Math.min(side, 20)) / 14;
      pen.lineCap = "round";
      pen.beginPath();
      for (let x = 0; x < width; x += 1) {
        for (let y = 0; y < height; y += 1) {
          if (!on(x, y)) continue;
          for (const [dx, dy] of [[1, 0], [0, 1], [1, 1], [1, -1]]) {
            if (!on(x + dx, y + dy) || (dx && dy && (on(x + dx, y) || on(x, y + dy)))) continue;
            pen.moveTo(...middle(x, y));
            pen.lineTo(...middle(x + dx, y + dy));
          }
        }
      }
      pen.stroke();
    }
  }

  marks(pen, side) {
    const { height, camp, towns = [], capital } = this.scene;
    const ink = isDark() ? "#f0f3f5" : "#1f2a33";
    const paper = isDark() ? "#161d22" : "#ffffff";
    const at = (x, y) => [(x + 0.5) * side, (height - 0.5 - y) * side];
    camp?.forEach((on, cell) => {
      if (!on) return;
      const [cx, cy] = at(...this.place(cell));
      shape(pen, [[cx, cy - side * 0.42], [cx + side * 0.42, cy + side * 0.34], [cx - side * 0.42, cy + side * 0.34]], "#e69f00", ink);
    });
    for (const [x, y] of towns) {
      if (x === capital?.[0] && y === capital?.[1]) continue;
      const [cx, cy] = at(x, y);
      const half = side * 0.24;
      shape(pen, [[cx - half, cy - half], [cx + half, cy - half], [cx + half, cy + half], [cx - half, cy + half]], paper, ink);
    }
    if (capital) {
      const [cx, cy] = at(...capital);
      shape(pen, Array.from({ length: 10 }, (_, i) => {
        const far = side * (i % 2 ? 0.28 : 0.7);
        return [cx + far * Math.sin((i * Math.PI) / 5), cy - far * Math.cos((i * Math.PI) / 5)];
      }), ink, paper);
    }
    this.sectorNames(pen, side, ink, paper);
    if (this.cell !== null) {
      const [x, y] = this.place(this.cell);
      pen.strokeStyle = ink;
      pen.lineWidth = 2;
      pen.strokeRect(x * side, (height - 1 - y) * side, side, side);
    }
  }

  /** Return the cell of each sector that lies farthest from its marks and edges; a name is wide, so x counts less. */
  namePlaces() {
    const { sector, height, width, towns = [], capital, camp } = this.scene;
    const inside = (x, y, one) => x >= 0 && y >= 0 && x < width && y < height && sector[x * height + y] === one;
    const marks = [...towns, ...(capital ? [capital] : [])];
    camp?.forEach((on, cell) => on && marks.push(this.place(cell)));
    const made = new Map();
    sector.forEach((one, cell) => {
      if (one >= 250) return;
      const [x, y] = this.place(cell);
      let room = 0;
      while (room < 8 && [[1, 0], [-1, 0], [0, 1], [0, -1]].every(([dx, dy]) => inside(x + dx * (room + 1), y + dy * (room + 1), one))) room += 1;
      const gap = Math.min(...marks.map(([u, v]) => 0.4 * Math.abs(x - u) + Math.abs(y - v)), 8);
      const score = Math.min(gap, 1.2 * room) + 0.01 * gap;
      if (score > (made.get(one)?.score ?? -1)) made.set(one, { score, x, y });
    });
    return made;
  }

  sectorNames(pen, side, ink, paper) {
    const { sector, height, width } = this.scene;
    if (!sector) return;
    this.names ??= this.namePlaces();
    const root = parseFloat(getComputedStyle(document.documentElement).fontSize); // larger on a wall
    pen.font = `600 ${Math.max(0.72 * root, Math.min(1.1 * root, side * 0.8))}px system-ui, sans-serif`;
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.lineWidth = 4;
    pen.lineJoin = "round";
    pen.strokeStyle = paper;
    pen.fillStyle = ink;
    for (const [one, { x, y }] of this.names) {
      const half = pen.measureText(`Sector ${one + 1}`).width / 2 + 2;
      const at = [Math.max(half, Math.min(width * side - half, (x + 0.5) * side)), (height - 0.5 - y) * side]; // on a small map a name at its edge stays whole
      pen.strokeText(`Sector ${one + 1}`, ...at);
      pen.fillText(`Sector ${one + 1}`, ...at);
    }
  }

  /** Write legend and means by sector, which say in words what the colours show. */
  explain() {
    const layer = this.layer;
    if (!layer) return;
    const swatch = (colour) => {
      const made = el("i", { "aria-hidden": "true" });
      made.style.background = colour;
      return made;
    };
    const seen = layer.categories
      ? [...new Set(this.values)].filter((byte) => byte !== 255).sort((a, b) => a - b).map((byte) => el("span", {}, swatch(this.colour(byte)), layer.categories[byte]))
      : [el("span", { class: "ramp" }, short(layer.low ?? 0), ...ramp(layer).map(swatch), short(layer.high ?? 1), layer.unit && layer.unit !== "share" ? ` ${layer.unit}` : "")];
    fill(this.legend, el("strong", {}, layer.label[0].toUpperCase() + layer.label.slice(1)), seen,
      el("span", { class: "signs" }, "★\u00a0capital  □\u00a0town  ▲\u00a0camp of displaced people  ―\u00a0road  ╌╌\u00a0edge of a sector"));
    fill(this.sectors, this.means());
    this.canvas.setAttribute("aria-label", `Map of the country: ${layer.label}. Arrow keys move over cells. ${this.sectors.textContent}`);
    this.tell();
  }

  means() {
    if (this.layer.counts) return `Reported${this.layer.during}: ${this.layer.counts.map((n, i) => `sector ${i + 1}: ${n}`).join(", ")}`;
    if (this.layer.categories || !this.scene.sector || !this.values) return "";
    const sums = new Map();
    this.values.forEach((byte, cell) => {
      const one = this.scene.sector[cell];
      if (byte === 255 || one >= 250 || (this.scene.land && !this.scene.land[cell])) return;
      const [sum, n] = sums.get(one) ?? [0, 0];
      sums.set(one, [sum + this.number(byte), n + 1]);
    });
    const told = [...sums].sort((a, b) => a[0] - b[0]).map(([one, [sum, n]]) => `sector ${one + 1}: ${short(sum / n)}`);
    return told.length ? `Average of places: ${told.join(", ")}` : "";
  }
}

function line(pen, x, y, dx, dy) {
  pen.moveTo(x, y);
  pen.lineTo(x + dx, y + dy);
}

function shape(pen, points, inside, edge) {
  pen.beginPath();
  points.forEach(([x, y], i) => (i ? pen.lineTo(x, y) : pen.moveTo(x, y)));
  pen.closePath();
  pen.fillStyle = inside;
  pen.fill();
  pen.strokeStyle = edge;
  pen.lineWidth = 1.3;
  pen.stroke();
}
