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

/* Places of the nodes and of the names of families. Where there is little room the mission's own stand in one column,
   with their names towards the side on which they have few channels. */
function peaceopsNodePlaces(nodes, scene, width, height) {
  const narrow = width < 560, edge = narrow ? Math.min(118, Math.max(88, width * 0.25)) : Math.min(215, Math.max(118, width * 0.212)), top = 16, bottom = height - 12, heads = [];
  const label = (family) => { const found = scene.families.find((one) => one.key === family); return found ? found.label : "Armed groups"; };
  for (const [families, side] of [[PEACEOPS_LEFT, -1], [PEACEOPS_RIGHT, 1]]) {
    const slots = families.flatMap((family) => { const own = nodes.filter((node) => node.family === family); return own.length ? [{ family }, ...own] : []; });
    slots.forEach((slot, i) => {
      const y = top + ((i + 0.5) * (bottom - top)) / slots.length, t = (2 * (y - top)) / (bottom - top) - 1;
      const x = width / 2 + side * (width / 2 - edge - (narrow ? 4 : 26) * t * t), beyond = side > 0 ? width - x : x;
      if (slot.key) Object.assign(slot, { x, y, side, bend: -side, textX: x + side * 11, room: beyond - 13 });
      else heads.push({ x: x - side * 7, y: y + 3, side, room: beyond + 5, label: label(slot.family), family: slot.family });
    });
  }
  const core = nodes.filter((node) => node.family === "mission");
  (narrow ? peaceopsOneColumn : peaceopsTwoColumns)(core, width, height, edge);
  const head = core.length ? Math.min(...core.map((node) => node.y)) : height / 2;
  heads.push({ x: width / 2 + (narrow ? 0.08 * width : 0), y: head - (narrow ? 22 : 28), side: 0, room: 0.4 * width, label: label("mission"), family: "mission" });
  return heads;
}

function peaceopsOneColumn(core, width, height, edge) {
  const x = edge + (width < 400 ? 0.66 : 0.6) * (width - 2 * edge);
  core.forEach((node, i) => {
    const y = core.length > 1 ? 46 + ((height - 76) * i) / (core.length - 1) : height / 2;
    Object.assign(node, { x, y, side: -1, bend: 1, textX: x - 11, room: x - edge - 27 });
  });
}

function peaceopsTwoColumns(core, width, height) {
  const half = Math.ceil(core.length / 2);
  core.forEach((node, i) => {
    const side = i < half ? -1 : 1, row = i < half ? i : core.length - 1 - i, rows = i < half ? half : core.length - half;
    const t = rows > 1 ? (2 * row) / (rows - 1) - 1 : 0, y = height / 2 + t * height * 0.4;
    const x = width / 2 + side * Math.min(84, width * 0.075) * Math.sqrt(1.2 - t * t);
    Object.assign(node, { x, y, side, bend: -side, textX: x + side * 10, room: Math.min(190, width * 0.175) });
  });
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

/* A tie leaves and arrives level, bent away from their names where both ends stand in one column. */
function peaceopsTiePath(pen, tie, width) {
  const { a, b } = tie, same = a.bend === b.bend && Math.abs(a.x - b.x) < 60;
  pen.beginPath();
  pen.moveTo(a.x, a.y);
  if (same) {
    const out = a.family === "mission" && b.family === "mission" ? 0.3 : 0.55, bend = a.bend * Math.min(out * Math.abs(a.y - b.y) + 14, width * 0.16);
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

function peaceopsDrawNodes(pen, look, scene, nodes, labels, state) {
  const { lit, near, there, size } = state;
  const fades = (node) => (!lit || node === lit || near.has(node) ? 1 : 0.25) * (there(node) ? 1 : 0.45);
  pen.textBaseline = "middle";
  for (const node of nodes) {
    const r = size(node);
    pen.globalAlpha = fades(node);
    peaceopsGlyph(pen, look, scene, { kind: node.family, group: node.group }, node.x, node.y, r);
    if (!there(node) && node.family !== "armed") { peaceopsMark(pen, "circle", node.x, node.y, r * 0.45); pen.fillStyle = look.paper; pen.fill(); }
  }
  for (const label of labels) {
    pen.globalAlpha = label.bold ? (lit ? 0.45 : 1) : fades(label.of);
    peaceopsDrawLabel(pen, look, label, label.bold ? peaceopsColour(look, label.of.family) : look.ink, label.bold || label.of === lit);
  }
  pen.globalAlpha = 1;
}
