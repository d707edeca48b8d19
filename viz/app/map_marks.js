/* Marks of the map: field teams and armed bands put together by cell, their movement, and what happened there. */

const PEACEOPS_TEAM = 5, PEACEOPS_BAND = 4; // numbers a team and a band in a frame
const PEACEOPS_MOVED = 1, PEACEOPS_WORKING = 2, PEACEOPS_REFUSED = 4;

/* Block of cells that a cell's marks are put together in, and the middle of the block on the canvas. */
function peaceopsBlock(plan, cell) {
  if (plan.bin === 1) return cell;
  const x = Math.floor(cell / plan.rows), y = cell % plan.rows;
  return (x - (x % plan.bin)) * plan.rows + (y - (y % plan.bin));
}
function peaceopsMiddle(plan, block) {
  const [x, y] = plan.of(block), shift = ((plan.bin - 1) * plan.side) / 2;
  return [x + shift, y - shift];
}

/* Teams and bands of a week: clusters [{block, kind, group, n, size, working}], moves [{from, to, kind, n}], refused cells. */
function peaceopsMarksOf(store, week, plan) {
  const scene = store.scene, teams = store.teams(week), bands = store.bands(week), clusters = new Map(), moves = new Map(), refused = new Map();
  const put = (block, kind, group, size, working) => {
    const key = block + "|" + kind + "|" + group;
    let found = clusters.get(key);
    if (!found) clusters.set(key, (found = { block, kind, group, n: 0, size: 0, working: 0, moving: 0 }));
    found.n += 1;
    found.size += size;
    found.working += working;
    return found;
  };
  const move = (from, to, kind, group, cluster) => {
    const key = from + "|" + to + "|" + kind + "|" + group;
    let found = moves.get(key);
    if (!found) moves.set(key, (found = { from, to, kind, group, n: 0 }));
    found.n += 1;
    cluster.moving += 1;
  };
  const before = (all, width) => { const where = new Map(); if (all) for (let i = 0; i < all.length; i += width) where.set(all[i], all[i + 1]); return where; };
  const last = before(store.teams(week - 1), PEACEOPS_TEAM), lastBands = before(store.bands(week - 1), PEACEOPS_BAND);
  for (let i = 0; teams && i < teams.length; i += PEACEOPS_TEAM) {
    const [id, cell, org, , flags] = teams.subarray(i, i + PEACEOPS_TEAM), kind = scene.orgs[org] ? scene.orgs[org].family : "mission";
    const cluster = put(peaceopsBlock(plan, cell), kind, -1, 1, flags & PEACEOPS_WORKING ? 1 : 0), from = last.get(id);
    if (from !== undefined && from !== cell) move(from, cell, kind, -1, cluster);
    if (flags & PEACEOPS_REFUSED) refused.set(cell, (refused.get(cell) || 0) + 1);
  }
  for (let i = 0; bands && i < bands.length; i += PEACEOPS_BAND) {
    const [id, cell, group, fighters] = bands.subarray(i, i + PEACEOPS_BAND);
    const cluster = put(peaceopsBlock(plan, cell), "armed", group, fighters, 1), from = lastBands.get(id);
    if (from !== undefined && from !== cell) move(from, cell, "armed", group, cluster);
  }
  return { clusters: peaceopsArrange([...clusters.values()], plan, peaceopsBlock(plan, scene.capital[0] * scene.height + scene.capital[1])), moves: [...moves.values()], refused };
}

/* Give each cluster its place and size: those of one block stand side by side in a fixed order. */
function peaceopsArrange(clusters, plan, capital) {
  const room = plan.side * plan.bin, order = ["mission", "country_team", "relief", "host", "armed"], blocks = new Map();
  for (const one of clusters) blocks.set(one.block, [...(blocks.get(one.block) || []), one]);
  const spread = { 1: [[0, 0]], 2: [[-0.25, 0], [0.25, 0]], 3: [[-0.26, -0.22], [0.26, -0.22], [0, 0.25]], 4: [[-0.26, -0.26], [0.26, -0.26], [-0.26, 0.26], [0.26, 0.26]] };
  for (const [block, here] of blocks) {
    here.sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind) || a.group - b.group);
    const [x, y] = peaceopsMiddle(plan, block), crowd = here.reduce((all, one) => all + (one.kind === "armed" ? 1 : one.n), 0);
    const wide = room * (here.length > 1 ? 1 + 0.45 * Math.min(1, crowd / 30) : 1), far = block === capital ? 0.46 : 0.36; // a crowd may reach into the cells beside it
    const ring = here.map((_, k) => [far * Math.cos((2 * Math.PI * k) / here.length - 2.36), far * Math.sin((2 * Math.PI * k) / here.length - 2.36)]);
    here.forEach((one, i) => {
      const [dx, dy] = ((block !== capital && spread[here.length]) || ring)[i]; // the star of the capital stays free
      one.x = x + dx * wide;
      one.y = y + dy * wide;
      const most = wide * [0, 0.46, 0.34, 0.31, 0.3, 0.26][Math.min(here.length, 5)], least = room * (one.kind === "armed" ? 0.17 : 0.2);
      const grows = one.kind === "armed" ? Math.sqrt(Math.max(0, one.size - 100) / 3000) : (Math.sqrt(one.n) - 1) / 2.6;
      one.r = Math.max(3.2, Math.min(most, least + (most - least) * Math.min(1, grows)));
    });
  }
  const [x, y] = peaceopsMiddle(plan, capital);
  peaceopsPart(clusters, { x, y, r: Math.max(5, plan.side * 0.32) }, plan);
  return clusters.sort((a, b) => b.r - a.r); // small ones are drawn above large ones
}

/* Push marks that lie on each other apart, the smaller one more, and none far from where it belongs; the star stays. */
function peaceopsPart(clusters, star, plan) {
  const all = clusters.concat(star).sort((a, b) => a.x - b.x), far = 0.95 * plan.side * plan.bin, widest = 2 * Math.max(...all.map((one) => one.r));
  for (const one of all) { one.homeX = one.x; one.homeY = one.y; }
  for (let round = 0; round < 6; round++) {
    for (let i = 0; i < all.length; i++) {
      const a = all[i];
      for (let k = i + 1; k < all.length && all[k].homeX - a.homeX < widest + 2 * far; k++) {
        const b = all[k], dx = b.x - a.x, dy = b.y - a.y, need = 0.98 * (a.r + b.r);
        if (dx > need || dx < -need || dy > need || dy < -need) continue;
        const gap = Math.hypot(dx, dy) || 0.01;
        if (gap >= need) continue;
        const push = (0.6 * (need - gap)) / gap, give = a === star ? 0 : b === star ? 1 : b.r / (a.r + b.r);
        a.x -= dx * push * give;
        a.y -= dy * push * give;
        b.x += dx * push * (1 - give);
        b.y += dy * push * (1 - give);
      }
    }
    for (const one of clusters) {
      const dx = one.x - one.homeX, dy = one.y - one.homeY, away = Math.hypot(dx, dy);
      if (away > far) { one.x = one.homeX + (dx * far) / away; one.y = one.homeY + (dy * far) / away; }
      one.x = Math.max(plan.edge + 0.4 * one.r, Math.min(plan.edge + plan.wide - 0.4 * one.r, one.x));
      one.y = Math.max(plan.edge + 0.4 * one.r, Math.min(plan.edge + plan.high - 0.4 * one.r, one.y));
    }
  }
}

/* Draw one mark of a family, or of an armed group filled by its kind. */
function peaceopsGlyph(pen, look, scene, one, x, y, r) {
  const armed = one.kind === "armed", group = armed ? scene.groups[one.group] : null;
  const colour = armed ? peaceopsGroupColour(look, one.group) : peaceopsColour(look, one.kind), fill = armed ? peaceopsFill(group && group.kind) : "full";
  peaceopsMark(pen, armed ? "down" : PEACEOPS_SHAPES[one.kind] || "circle", x, y, r);
  pen.lineJoin = "round";
  pen.lineWidth = Math.max(2.4, r * 0.42);
  pen.strokeStyle = look.halo;
  pen.stroke();
  pen.fillStyle = fill === "full" ? colour : look.paper;
  pen.fill();
  if (fill === "half") {
    pen.save();
    pen.clip();
    pen.fillStyle = colour;
    pen.fillRect(x - 1.3 * r, y - 1.3 * r, 1.3 * r, 2.6 * r);
    pen.restore();
    peaceopsMark(pen, "down", x, y, r);
  }
  if (armed) {
    pen.lineWidth = Math.max(1.3, Math.min(2.6, r * 0.22));
    pen.strokeStyle = colour;
    pen.stroke();
    if (fill === "dotted") {
      pen.beginPath();
      pen.arc(x, y - 0.15 * r, r * 0.3, 0, 7);
      pen.fillStyle = colour;
      pen.fill();
    }
  }
}

/* Draw the clusters; while teams are on their way (share < 1) those that move are left out of the number. */
function peaceopsDrawClusters(pen, look, scene, clusters, shows, share) {
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  for (const one of clusters) {
    const n = share < 1 ? one.n - one.moving : one.n;
    if (!shows(one.kind, one.group) || n <= 0) continue;
    pen.globalAlpha = one.working || one.kind === "armed" ? 1 : 0.72;
    peaceopsGlyph(pen, look, scene, one, one.x, one.y, one.r);
    pen.globalAlpha = 1;
    if (one.kind === "armed" || n < 2 || one.r < 5.4) continue;
    pen.font = "700 " + Math.max(8, Math.min(one.r * (n > 99 ? 0.85 : n > 9 ? 1.05 : 1.25), 15)) + "px " + PEACEOPS_FONT;
    pen.fillStyle = look.paper;
    pen.fillText(n, one.x, one.y + one.r * (one.kind === "host" ? 0.12 : 0.06));
  }
}

/* Trails of the week's movement: a line from where a team came to where it stands, wider for more teams, fading backwards. */
function peaceopsDrawMoves(pen, look, scene, moves, plan, shows, share) {
  pen.lineCap = "round";
  for (const move of moves) {
    if (!shows(move.kind, move.group)) continue;
    const [x0, y0] = plan.of(move.from), [x1, y1] = plan.of(move.to), x = x0 + (x1 - x0) * share, y = y0 + (y1 - y0) * share;
    const colour = move.kind === "armed" ? peaceopsGroupColour(look, move.group) : peaceopsColour(look, move.kind);
    const fade = pen.createLinearGradient(x0, y0, x1, y1);
    fade.addColorStop(0, colour + "22");
    fade.addColorStop(1, colour + "cc");
    pen.strokeStyle = fade;
    pen.lineWidth = Math.min(1.2 + 0.6 * move.n, 0.22 * plan.side * plan.bin + 1);
    pen.beginPath();
    pen.moveTo(x0, y0);
    pen.lineTo(x, y);
    pen.stroke();
    if (share < 1) peaceopsGlyph(pen, look, scene, move, x, y, Math.max(3, plan.side * plan.bin * 0.16));
  }
  pen.lineCap = "butt";
}

/* What an event is on the map: struck (attack or clash), refused, or nothing. */
function peaceopsSign(kind) {
  const text = String(kind);
  if (/attack|clash|killed|abuse/.test(text)) return "struck";
  if (/denied|refus|block/.test(text)) return "refused";
  return "";
}

/* Draw what happened in this week and, paler, in the three before it. */
function peaceopsDrawEvents(pen, look, store, week, marks, plan, shows) {
  const room = plan.side * plan.bin;
  for (let age = Math.min(3, week); age >= 0; age--) {
    const frame = store.frame(week - age), struck = new Map();
    if (!frame) continue;
    for (const [kind, cell, , , , size] of frame.events || []) {
      if (cell >= 0 && peaceopsSign(kind) === "struck") struck.set(peaceopsBlock(plan, cell), (struck.get(peaceopsBlock(plan, cell)) || 0) + Math.max(1, size || 0));
    }
    if (!shows("struck")) continue;
    for (const [block, size] of struck) {
      const [x, y] = peaceopsMiddle(plan, block), r = room * Math.min(1.05, 0.62 + 0.09 * Math.sqrt(size));
      peaceopsMark(pen, "burst", x, y, r);
      pen.globalAlpha = [1, 0.5, 0.3, 0.16][age];
      if (age === 0) { pen.lineWidth = 3.6; pen.strokeStyle = look.halo; pen.stroke(); }
      pen.fillStyle = look.strike + (age === 0 ? "66" : "33");
      pen.fill();
      pen.lineWidth = age === 0 ? Math.max(1.6, room * 0.08) : 1.1;
      pen.strokeStyle = look.strike;
      pen.stroke();
      pen.globalAlpha = 1;
    }
  }
  if (shows("refused")) for (const cell of marks.refused.keys()) {
    const [x, y] = plan.of(cell), r = Math.max(3.6, Math.min(plan.side * 0.2, 8));
    peaceopsBarred(pen, look, x + plan.side * 0.34, y - plan.side * 0.34, r);
  }
}

/* The sign of a refusal: a barred ring. */
function peaceopsBarred(pen, look, x, y, r) {
  pen.beginPath();
  pen.arc(x, y, r, 0, 7);
  pen.fillStyle = look.paper;
  pen.fill();
  pen.lineWidth = Math.max(1.4, r * 0.36);
  pen.strokeStyle = look.strike;
  pen.stroke();
  pen.beginPath();
  pen.moveTo(x - 0.62 * r, y + 0.62 * r);
  pen.lineTo(x + 0.62 * r, y - 0.62 * r);
  pen.stroke();
}

/* Outline of the ground that armed groups hold, from the layer "control". */
function peaceopsHeld(store, week) {
  const layer = store.scene.layers.find((one) => one.key === "control"), bytes = store.layer(week, "control");
  if (!layer || !bytes || !layer.categories) return null;
  const groups = layer.categories.map((name) => peaceopsGroupOf(store.scene, name) >= 0);
  return Uint8Array.from(bytes, (byte) => (byte !== 255 && groups[byte] ? 1 : 0));
}
function peaceopsGroupOf(scene, category) {
  const words = [category && category.key, category && category.label, category].filter((word) => typeof word === "string");
  return scene.groups.findIndex((group) => words.includes(group.key) || words.includes(group.label));
}

/* Colours of the categories of a layer: blue for the government, the colour of each armed group, grey for contested. */
function peaceopsCategoryColours(look, scene, layer) {
  return layer.categories.map((category, i) => {
    const group = peaceopsGroupOf(scene, category), name = String((category && (category.key || category.label)) || category).toLowerCase();
    if (group >= 0) return peaceopsTint(look, peaceopsGroupColour(look, group), 0.55);
    return name.includes("govern") || (i === 0 && !name.includes("contest")) ? peaceopsTint(look, look.kinds.mission, 0.3) : look.none;
  });
}

/* A mark as a small picture for the key. */
function peaceopsIcon(look, draw) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 36;
  const pen = canvas.getContext("2d");
  pen.scale(2, 2);
  draw(pen, 9, 9, 6.4);
  return canvas.toDataURL();
}
