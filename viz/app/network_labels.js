/* Names in the network: on one line or two, and none upon another or upon another's mark. Sizes are CSS pixels. */

/* A text on at most so many lines, each within the room; what does not fit ends in dots. */
function peaceopsLines(pen, text, room, most) {
  const words = text.replace(/ (?=\(\d+\)$)/, "\u00a0").split(" "), lines = [];
  while (words.length && lines.length < most) {
    let line = words.shift();
    if (lines.length === most - 1) line = [line, ...words.splice(0)].join(" ");
    else while (words.length && pen.measureText(line + " " + words[0]).width <= room) line += " " + words.shift();
    lines.push(peaceopsFit(pen, line, room));
  }
  return lines;
}

/* As much of a text as there is room for. */
function peaceopsFit(pen, text, room) {
  if (pen.measureText(text).width <= room) return text;
  let cut = text;
  while (cut.length > 3 && pen.measureText(cut + "…").width > room) cut = cut.slice(0, -1);
  return cut.trim() + "…";
}

const peaceopsApart = (a, b) => a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;

/* Where names stand: [{of, lines, size, bold, side, x, y, left, right, top, bottom}], of nodes and heads of families.
   Each is tried on two lines, then on one, and a little higher or lower; one that fits nowhere is shown on hover only. */
function peaceopsLabels(pen, nodes, heads, sizes, plan) {
  const marks = nodes.map((node) => { const r = sizes(node) + 1; return { of: node, left: node.x - r, right: node.x + r, top: node.y - r, bottom: node.y + r }; });
  const placed = [], all = heads.map((one) => ({ one, bold: true })).concat(nodes.map((one) => ({ one, bold: false })));
  for (const { one, bold } of all) {
    const size = bold ? plan.head : plan.font, start = bold ? one.x : one.textX + one.side * Math.max(0, sizes(one) - 7 * plan.large);
    const room = one.room - Math.abs(start - (bold ? one.x : one.textX));
    pen.font = peaceopsLabelFont(size, bold);
    const tries = [[2, 0], [2, -0.4], [2, 0.4], [1, 0], [1, -0.6], [1, 0.6]].map(([most, shift]) => peaceopsBox(pen, one, peaceopsLines(pen, one.label, room, most), size, bold, start, one.y + shift * size));
    const free = (box) => box.left >= 0 && box.right <= plan.width && box.top >= 0 && box.bottom <= plan.height &&
      placed.every((other) => peaceopsApart(box, other)) && marks.every((mark) => mark.of === one || peaceopsApart(box, mark));
    const found = tries.find(free);
    if (found) placed.push(found);
  }
  return placed;
}

function peaceopsLabelFont(size, bold) { return (bold ? "700 " : "") + size + "px " + PEACEOPS_FONT; }

function peaceopsBox(pen, of, lines, size, bold, x, y) {
  const wide = Math.max(...lines.map((line) => pen.measureText(line).width)), high = lines.length * size * 1.1, side = of.side;
  const left = side < 0 ? x - wide : side > 0 ? x : x - wide / 2;
  return { of, lines, size, bold, side, x, y, left, right: left + wide, top: y - high / 2, bottom: y + high / 2 };
}

function peaceopsDrawLabel(pen, look, box, colour, bold) {
  pen.font = peaceopsLabelFont(box.size, bold);
  pen.textAlign = box.side < 0 ? "right" : box.side > 0 ? "left" : "center";
  const step = box.size * 1.1, first = box.y - ((box.lines.length - 1) * step) / 2;
  box.lines.forEach((line, i) => peaceopsWord(pen, line, box.x, first + i * step + 0.5, colour, look.halo, 3.5));
}
