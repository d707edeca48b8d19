/* Colours, marks and number words shared by the map and the network; two themes.

   Hues are those of Okabe and Ito, as in viz/palette.py; ramps rise steadily in lightness, so that they read in grey and
   for the common forms of colour blindness. Marks differ in shape as well as in colour. */
function peaceopsLook(dark) {
  const light = {
    ink: "#1f2a33", grey: "#55606a", line: "#c3cad0", paper: "#ffffff", panel: "#f6f7f8", accent: "#00558a", focus: "#d55e00",
    sea: "#dbe8ef", wave: "#b4cfdd", abroad: "#e9e6df", road: "#59636b", casing: "rgba(255,255,255,.85)", halo: "rgba(255,255,255,.94)",
    seam: "rgba(255,255,255,.38)", border: "rgba(31,42,51,.8)", strike: "#c1121f", none: "#d9dcde",
    warm: ["#fbf6ec", "#f7dcae", "#eeab66", "#d5682e", "#8e2a12"], cool: ["#f5f5f0", "#cfe3df", "#90c1c3", "#468fa2", "#17597a"],
    plain: ["#f6f4f7", "#dbd3e7", "#b4a4d0", "#866bb0", "#54367f"], both: ["#b98a3e", "#dfc38c", "#f4f2ec", "#9fc5e0", "#4281b5"],
    kinds: { mission: "#0067a3", country_team: "#007a5a", relief: "#7a3a9e", host: "#5a4630", donor: "#946800", council: "#566370", civil_society: "#ab3c72", armed: "#c24a00" },
    groups: ["#c24a00", "#7d2503", "#b3246b", "#8f6400", "#3a3f44", "#5c3a8c"], bad: "#b5651d", good: "#0067a3", middle: "#a8b0b6",
  };
  const night = {
    ink: "#e8edf1", grey: "#a9b4bd", line: "#3d4852", paper: "#14191e", panel: "#1c2329", accent: "#7cc4f0", focus: "#ffb066",
    sea: "#16242e", wave: "#2a4757", abroad: "#22211e", road: "#9aa5ad", casing: "rgba(10,13,16,.7)", halo: "rgba(12,16,20,.92)",
    seam: "rgba(10,13,16,.35)", border: "rgba(232,237,241,.75)", strike: "#ff6b6b", none: "#30363b",
    warm: ["#24201e", "#57331f", "#a0522a", "#e08b48", "#ffdca6"], cool: ["#1a2227", "#1e4450", "#2b7183", "#5aa7b2", "#c2e6e2"],
    plain: ["#201e26", "#3d3255", "#66518e", "#9983c3", "#dbd0ef"], both: ["#d9a24c", "#80613a", "#2c3135", "#33617f", "#71b4e3"],
    kinds: { mission: "#5ab7ee", country_team: "#3ecb9f", relief: "#cfa3ee", host: "#d8c19c", donor: "#e6b84a", council: "#a9b8c4", civil_society: "#ee8fbb", armed: "#ff9147" },
    groups: ["#ff9147", "#ff6f59", "#f78cc0", "#f0c14b", "#d5dbe0", "#c3a6f2"], bad: "#e9a35c", good: "#5ab7ee", middle: "#66717a",
  };
  return Object.assign({ dark: !!dark }, dark ? night : light);
}

/* The custom properties that the style of a component reads; put on its root element. */
function peaceopsVariables(look) {
  const names = ["ink", "grey", "line", "paper", "panel", "accent", "focus", "strike", "sea", "abroad", "road", "none"];
  return Object.fromEntries(names.map((name) => ["--" + name, look[name]]));
}

/* Colour of each family or armed group; a family unknown here is grey. */
function peaceopsColour(look, family) { return look.kinds[family] || look.grey; }
function peaceopsGroupColour(look, group) { return look.groups[group % look.groups.length]; }

/* Stops of a layer's ramp, lowest value first. */
function peaceopsStops(look, layer) {
  if (layer.kind === "diverging") return layer.better < 0 ? look.both.slice().reverse() : look.both;
  return layer.better > 0 ? look.cool : layer.better < 0 ? look.warm : look.plain;
}

function peaceopsRgb(hex) {
  const n = parseInt(hex.slice(1), 16);
  return [n >> 16, (n >> 8) & 255, n & 255];
}
function peaceopsMix(stops, share) {
  const at = Math.min(Math.max(share, 0), 1) * (stops.length - 1), i = Math.min(Math.floor(at), stops.length - 2), t = at - i;
  const a = peaceopsRgb(stops[i]), b = peaceopsRgb(stops[i + 1]);
  return a.map((v, k) => Math.round(v + (b[k] - v) * t));
}

/* A table of 256 colours as the 32-bit words of an image: byte 255 (no value) is that of "none". */
function peaceopsTable(look, layer, categories) {
  const table = new Uint32Array(256), stops = peaceopsStops(look, layer);
  const word = ([r, g, b]) => (255 << 24) | (b << 16) | (g << 8) | r;
  for (let i = 0; i < 255; i++) {
    table[i] = categories ? word(peaceopsRgb(categories[i] || look.none)) : word(peaceopsMix(stops, i / 254));
  }
  table[255] = word(peaceopsRgb(look.none));
  return table;
}
/* The value that a byte of a layer stands for; bytes of some layers go by the root of the value. */
function peaceopsValue(layer, byte) {
  const part = byte / 254;
  return byte === 255 ? NaN : layer.low + (layer.root ? part * part : part) * (layer.high - layer.low);
}

/* A tint of a colour towards the paper, as a hex colour. */
function peaceopsTint(look, hex, share) {
  return "#" + peaceopsMix([look.paper, hex], share).map((v) => v.toString(16).padStart(2, "0")).join("");
}

/* A number as one would say it, with its unit: 62 %, 12,300 people, 4.1. */
function peaceopsNumber(value, unit) {
  if (!Number.isFinite(value)) return "no value";
  if (unit === "share" || unit === "%") return (Math.abs(value) < 0.0995 && value !== 0 ? (100 * value).toFixed(1) : Math.round(100 * value)) + " %";
  const size = Math.abs(value), digits = size >= 100 || Number.isInteger(value) ? 0 : size >= 10 ? 1 : 2;
  const text = value.toLocaleString("en-GB", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return unit && unit !== "index" ? text + " " + unit : text;
}

/* The path of a mark around (x, y): circle, square, diamond, house, tent, down (triangle), hexagon, star or burst. */
function peaceopsMark(pen, shape, x, y, r) {
  pen.beginPath();
  const ring = (corners, turn, inner) => {
    const n = inner ? 2 * corners : corners;
    for (let i = 0; i < n; i++) {
      const a = turn + (i * 2 * Math.PI) / n, s = inner && i % 2 ? r * inner : r;
      pen.lineTo(x + s * Math.cos(a), y + s * Math.sin(a));
    }
    pen.closePath();
  };
  if (shape === "square") pen.rect(x - 0.87 * r, y - 0.87 * r, 1.74 * r, 1.74 * r);
  else if (shape === "diamond") { pen.moveTo(x, y - 1.2 * r); pen.lineTo(x + 1.2 * r, y); pen.lineTo(x, y + 1.2 * r); pen.lineTo(x - 1.2 * r, y); pen.closePath(); }
  else if (shape === "house") { pen.moveTo(x, y - 1.15 * r); pen.lineTo(x + 1.02 * r, y - 0.25 * r); pen.lineTo(x + 0.85 * r, y + 0.9 * r); pen.lineTo(x - 0.85 * r, y + 0.9 * r); pen.lineTo(x - 1.02 * r, y - 0.25 * r); pen.closePath(); }
  else if (shape === "down") { pen.moveTo(x - 1.12 * r, y - 0.82 * r); pen.lineTo(x + 1.12 * r, y - 0.82 * r); pen.lineTo(x, y + 1.15 * r); pen.closePath(); }
  else if (shape === "tent") { pen.moveTo(x, y - r); pen.lineTo(x + 1.1 * r, y + 0.8 * r); pen.lineTo(x - 1.1 * r, y + 0.8 * r); pen.closePath(); }
  else if (shape === "hexagon") ring(6, Math.PI / 6);
  else if (shape === "star") ring(5, -Math.PI / 2, 0.42);
  else if (shape === "burst") ring(8, -Math.PI / 2, 0.5);
  else pen.arc(x, y, r, 0, 2 * Math.PI);
}

/* Shape of the mark of each family; armed groups point down. */
const PEACEOPS_SHAPES = { mission: "circle", country_team: "square", relief: "diamond", host: "house", donor: "hexagon", council: "star", civil_society: "circle", armed: "down" };

/* How the mark of an armed group is filled, by its kind: hollow for those who signed, filled for those who did not. */
function peaceopsFill(kind) {
  const text = String(kind || "").toLowerCase();
  if (text.startsWith("sign")) return "hollow";
  if (text.includes("militia")) return "half";
  if (text.includes("crim")) return "dotted";
  return "full";
}

/* Give a canvas the size of its box in true pixels and return its pen, scaled to CSS pixels. */
function peaceopsPen(canvas, width, height) {
  const ratio = Math.max(1, window.devicePixelRatio || 1);
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    canvas.style.width = width + "px";
    canvas.style.height = height + "px";
  }
  const pen = canvas.getContext("2d");
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  return pen;
}

/* How much larger than usual the page's text is: on a wall, or for who has asked the browser for it. */
function peaceopsLarge() { return parseFloat(getComputedStyle(document.documentElement).fontSize) / 16 || 1; }

/* Text with a halo, so that it reads on any ground. */
function peaceopsWord(pen, text, x, y, colour, halo, width) {
  pen.lineJoin = "round";
  pen.lineWidth = width || 3;
  pen.strokeStyle = halo;
  pen.strokeText(text, x, y);
  pen.fillStyle = colour;
  pen.fillText(text, x, y);
}

const PEACEOPS_FONT = 'system-ui, -apple-system, "Segoe UI", "Helvetica Neue", Arial, "DejaVu Sans", sans-serif';
