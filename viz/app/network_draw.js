/* The network of organisations: who is drawn where, and how. Local bodies of which each sector has one of its own are one
   node; the mission stands in the middle, the others along two arcs, in the order of the catalogue, so that a node never
   moves. Sizes are CSS pixels. */

const PEACEOPS_RIGHT = ["country_team", "relief", "donor", "council"], PEACEOPS_LEFT = ["host", "civil_society", "armed"];

/* Nodes of a scene: {label, short, family, members} of organisations, and {group} of armed groups. */
function peaceopsNodes(scene) {
  const nodes = [], local = new Map();
  scene.orgs.forEach((org, i) => {
    const many = org.key.match(/^(.*)_\d+$/), label = org.label.replace(/, sector \d+$/, "");
    if (many && local.has(many[1])) { local.get(many[1]).members.push(i); return; }
    const node = { key: many ? many[1] : org.key, label, family: org.family, members: [i], help: org.help };
    if (many) local.set(many[1], node);
    nodes.push(node);
  });
  for (const node of nodes) if (node.members.length > 1) node.label += " (" + node.members.length + ")";
  scene.groups.forEach((group, i) => nodes.push({ key: group.key, label: group.label, family: "armed", members: [], group: i, help: group.kind.replace(/_/g, " ") }));
  return nodes;
}

/* Places of the nodes and of the names of families. */
function peaceopsNodePlaces(nodes, scene, width, height) {
  const narrow = width < 560, edge = narrow ? 110 : Math.min(215, Math.max(118, width * 0.212)), top = 16, bottom = height - 12, heads = [];
  const label = (family) => { const found = scene.families.find((one) => one.key === family); return found ? found.label : "Armed groups"; };
  for (const [families, side] of [[PEACEOPS_LEFT, -1], [PEACEOPS_RIGHT, 1]]) {
    const slots = families.flatMap((family) => { const own = nodes.filter((node) => node.family === family); return own.length ? [{ family }, ...own] : []; });
    slots.forEach((slot, i) => {
      const y = top + ((i + 0.5) * (bottom - top)) / slots.length, t = (2 * (y - top)) / (bottom - top) - 1;
      const x = width / 2 + side * (width / 2 - edge - (narrow ? 4 : 26) * t * t);
      if (slot.key) Object.assign(slot, { x, y, side, textX: x + side * 11, room: edge - 14 });
      else heads.push({ x: x + side * 11, y: y + 3, side, room: edge - 12, label: label(slot.family), family: slot.family });
    });
  }
  const core = nodes.filter((node) => node.family === "mission"), half = Math.ceil(core.length / 2);
  core.forEach((node, i) => {
    const side = i < half ? -1 : 1, row = i < half ? i : core.length - 1 - i, rows = i < half ? half : core.length - half;
    const t = rows > 1 ? (2 * row) / (rows - 1) - 1 : 0, y = height / 2 + t * height * 0.36;
    const x = narrow ? width / 2 + side * 15 : width / 2 + side * Math.min(84, width * 0.075) * Math.sqrt(1.2 - t * t);
    const room = narrow ? 0.36 * width : Math.min(190, width * 0.175);
    Object.assign(node, { x, y: narrow ? y + side * height * 0.027 : y, side, textX: x + side * 10, room });
  });
  heads.push({ x: width / 2, y: height / 2 - height * 0.36 - (narrow ? 44 : 28), side: 0, label: label("mission"), family: "mission" });
  return heads;
}

/* Channels and trust between nodes, mean over both ways and over members: [{a, b, channel, trust, there}], weakest first. */
function peaceopsTies(nodes, network, n) {
  const orgs = nodes.filter((node) => node.members.length), ties = [];
  const here = (node) => node.members.some((i) => network.present[i]);
  const mean = (bytes, rows, columns) => {
    let all = 0, count = 0;
    for (const i of rows) for (const k of columns) if (i !== k) { all += bytes[i * n + k]; count += 1; }
    return count ? all / count / 254 : 0;
  };
  for (let p = 0; p < orgs.length; p++) {
    for (let q = p + 1; q < orgs.length; q++) {
      const a = orgs[p], b = orgs[q];
      if (!here(a) || !here(b)) continue;
      const ways = [mean(network.channels, a.members, b.members), mean(network.channels, b.members, a.members)];
      const trusts = [mean(network.trust, a.members, b.members), mean(network.trust, b.members, a.members)];
      ties.push({ a, b, ways, trusts, channel: (ways[0] + ways[1]) / 2, trust: (trusts[0] + trusts[1]) / 2 });
    }
  }
  return ties.sort((one, other) => one.channel - other.channel);
}

/* Colour of trust: a quarter or less is bad, a half is neither, three quarters or more is good. */
function peaceopsTrustColour(look, trust) {
  return "rgb(" + peaceopsMix([look.bad, look.middle, look.good], (trust - 0.25) / 0.5).join(",") + ")";
}

function peaceopsTieWidth(channel) { return 0.6 + 11 * channel; }

/* A tie leaves and arrives level, bent towards the middle where both ends stand on one side. */
function peaceopsTiePath(pen, tie, width) {
  const { a, b } = tie, middle = width / 2, same = Math.abs(a.x - b.x) < 60;
  pen.beginPath();
  pen.moveTo(a.x, a.y);
  if (same) {
    const inward = (a.x + b.x) / 2 > middle ? -1 : 1, out = a.family === "mission" && b.family === "mission" ? 0.3 : 0.55;
    const bend = inward * Math.min(out * Math.abs(a.y - b.y) + 14, width * 0.16);
    pen.bezierCurveTo(a.x + bend, a.y, b.x + bend, b.y, b.x, b.y);
  } else {
    const half = (b.x - a.x) / 2;
    pen.bezierCurveTo(a.x + half, a.y, b.x - half, b.y, b.x, b.y);
  }
}

function peaceopsDrawTies(pen, look, ties, width, lit) {
  pen.lineCap = "round";
  for (const tie of ties) {
    const on = !lit || tie.a === lit || tie.b === lit;
    pen.globalAlpha = lit ? (on ? 0.95 : 0.05) : 0.58;
    pen.strokeStyle = peaceopsTrustColour(look, tie.trust);
    pen.lineWidth = peaceopsTieWidth(tie.channel) * (lit && on ? 1.25 : 1);
    peaceopsTiePath(pen, tie, width);
    pen.stroke();
  }
  pen.globalAlpha = 1;
  pen.lineCap = "butt";
}

/* As much of a text as there is room for. */
function peaceopsFit(pen, text, room) {
  if (pen.measureText(text).width <= room) return text;
  let cut = text;
  while (cut.length > 3 && pen.measureText(cut + "…").width > room) cut = cut.slice(0, -1);
  return cut.trim() + "…";
}

function peaceopsDrawNodes(pen, look, scene, nodes, heads, state) {
  const { lit, near, there, size, narrow, compact } = state;
  pen.textBaseline = "middle";
  for (const head of heads) {
    pen.font = "700 " + (narrow ? 10 : 11.5) * peaceopsLarge() + "px " + PEACEOPS_FONT;
    pen.textAlign = head.side < 0 ? "right" : head.side > 0 ? "left" : "center";
    pen.globalAlpha = lit ? 0.45 : 1;
    peaceopsWord(pen, head.side ? peaceopsFit(pen, head.label, head.room) : head.label, head.x, head.y, peaceopsColour(look, head.family), look.halo, 3);
  }
  for (const node of nodes) {
    const on = !lit || node === lit || near.has(node), here = there(node), r = size(node);
    pen.globalAlpha = (on ? 1 : 0.25) * (here ? 1 : 0.45);
    peaceopsGlyph(pen, look, scene, { kind: node.family, group: node.group }, node.x, node.y, r);
    if (!here && node.family !== "armed") { peaceopsMark(pen, "circle", node.x, node.y, r * 0.45); pen.fillStyle = look.paper; pen.fill(); }
    const below = narrow && node.family === "mission"; // too little room beside the mission's own
    pen.font = (node === lit ? "700 " : "") + (below ? 9.5 : narrow ? 10 : compact ? 11 : 12) * peaceopsLarge() + "px " + PEACEOPS_FONT;
    pen.textAlign = below ? "center" : node.side < 0 ? "right" : "left";
    const text = node === lit ? node.label : peaceopsFit(pen, node.label, node.room);
    if (below) peaceopsWord(pen, text, node.x, node.y + r + 7, look.ink, look.halo, 3);
    else peaceopsWord(pen, text, node.textX + node.side * Math.max(0, r - 7), node.y + 0.5, look.ink, look.halo, 3.5);
  }
  pen.globalAlpha = 1;
}
