/* Drawing of the map. A plan says where cells lie on the canvas; x counts from the west and y from the south, as
   everywhere in peaceops, and cell = x * height + y. Sizes are CSS pixels. */

/* Where everything lies, for a canvas at most so wide and so high; cells are whole device pixels, so that edges are crisp. */
function peaceopsPlan(scene, width, height) {
  const ratio = Math.max(1, window.devicePixelRatio || 1), edge = Math.round(18 * peaceopsLarge());
  const room = Math.min((width - 2 * edge) / scene.width, (height - 2 * edge) / scene.height);
  const side = Math.max(1, Math.floor(room * ratio)) / ratio;
  const plan = { side, edge, wide: side * scene.width, high: side * scene.height, columns: scene.width, rows: scene.height };
  plan.width = plan.wide + 2 * edge;
  plan.height = plan.high + 2 * edge;
  plan.x = (x) => edge + (x + 0.5) * side;
  plan.y = (y) => edge + (scene.height - 0.5 - y) * side;
  plan.of = (cell) => [plan.x(Math.floor(cell / scene.height)), plan.y(cell % scene.height)];
  plan.cellAt = (px, py) => {
    const x = Math.floor((px - edge) / side), y = scene.height - 1 - Math.floor((py - edge) / side);
    return x < 0 || y < 0 || x >= scene.width || y >= scene.height ? -1 : x * scene.height + y;
  };
  plan.bin = Math.max(1, Math.ceil(15 / side)); // marks of small cells are put together in blocks one can still read
  return plan;
}

/* Segments between cells for which apart(a, b) holds; sides of the map count where outside is given as -1. */
function peaceopsEdges(plan, apart, outside) {
  const lines = [], { columns, rows, side, edge } = plan;
  const left = (x) => edge + x * side, top = (y) => edge + (rows - y) * side;
  for (let x = 0; x < columns; x++) {
    for (let y = 0; y < rows; y++) {
      const here = x * rows + y;
      if (x + 1 < columns ? apart(here, here + rows) : outside && apart(here, -1)) lines.push([left(x + 1), top(y), left(x + 1), top(y + 1)]);
      if (y + 1 < rows ? apart(here, here + 1) : outside && apart(here, -1)) lines.push([left(x), top(y + 1), left(x + 1), top(y + 1)]);
      if (outside && x === 0 && apart(here, -1)) lines.push([left(0), top(y), left(0), top(y + 1)]);
      if (outside && y === 0 && apart(here, -1)) lines.push([left(x), top(0), left(x + 1), top(0)]);
    }
  }
  return lines;
}

function peaceopsStroke(pen, lines, colour, width, dash) {
  pen.beginPath();
  for (const [x0, y0, x1, y1] of lines) { pen.moveTo(x0, y0); pen.lineTo(x1, y1); }
  pen.strokeStyle = colour;
  pen.lineWidth = width;
  pen.setLineDash(dash || []);
  pen.stroke();
  pen.setLineDash([]);
}

/* Roads join neighbouring road cells; diagonals only where no corner joins them already. */
function peaceopsRoads(road, plan) {
  const lines = [], { columns, rows } = plan;
  const on = (x, y) => x >= 0 && y >= 0 && x < columns && y < rows && road[x * rows + y] > 0;
  for (let x = 0; x < columns; x++) {
    for (let y = 0; y < rows; y++) {
      if (!on(x, y)) continue;
      for (const [dx, dy] of [[1, 0], [0, 1], [1, 1], [1, -1]]) {
        if (!on(x + dx, y + dy) || (dx && dy && (on(x, y + dy) || on(x + dx, y)))) continue;
        lines.push([plan.x(x), plan.y(y), plan.x(x + dx), plan.y(y + dy)]);
      }
    }
  }
  return lines;
}

/* What lies around the country: sea along sides where most cells lie on the coast, neighbouring land elsewhere. */
function peaceopsSurroundings(pen, store, look, plan) {
  const coast = store.land("coast"), { columns, rows, edge, wide, high, width, height } = plan;
  const shareOf = (n, at) => { let wet = 0; for (let i = 0; i < n; i++) wet += coast && coast[at(i)] > 0 ? 1 : 0; return wet / n > 0.5; };
  const sides = {
    west: [shareOf(rows, (y) => y), 0, 0, edge, height, edge / 2, edge + high / 2, -Math.PI / 2],
    east: [shareOf(rows, (y) => (columns - 1) * rows + y), width - edge, 0, edge, height, width - edge / 2, edge + high / 2, Math.PI / 2],
    south: [shareOf(columns, (x) => x * rows), 0, height - edge, width, edge, edge + wide / 2, height - edge / 2, 0],
    north: [shareOf(columns, (x) => x * rows + rows - 1), 0, 0, width, edge, edge + wide / 2, edge / 2, 0],
  };
  pen.fillStyle = look.abroad;
  pen.fillRect(0, 0, width, height);
  const names = Object.keys(sides).sort((a, b) => sides[a][0] - sides[b][0]);
  for (const name of names.filter((n) => sides[n][0])) {
    pen.fillStyle = look.sea;
    pen.fillRect(...sides[name].slice(1, 5));
  }
  pen.font = "italic " + 10 * peaceopsLarge() + "px " + PEACEOPS_FONT;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  for (const name of names) {
    const [wet, , , , , x, y, turn] = sides[name], word = wet ? "sea" : "neighbouring country";
    if (name === "south" && pen.measureText(word).width + 280 * peaceopsLarge() > wide) continue; // between scale and week
    pen.save();
    pen.translate(x, y);
    pen.rotate(turn);
    pen.fillStyle = look.grey;
    pen.fillText(word, 0, 0);
    pen.restore();
  }
  const frame = { west: [edge, edge, edge, edge + high], east: [edge + wide, edge, edge + wide, edge + high], south: [edge, edge + high, edge + wide, edge + high], north: [edge, edge, edge + wide, edge] };
  for (const name of names) {
    if (sides[name][0]) peaceopsStroke(pen, [frame[name]], look.wave, 5);
    else peaceopsStroke(pen, [frame[name]], look.grey, 2.2, [8, 3, 2, 3]);
  }
}

/* The cell of each sector that lies farthest from its edges and from marks, for its name; a name is wide, so x counts less. */
function peaceopsSectorPlaces(store, plan) {
  const scene = store.scene, sector = store.land("sector"), { columns, rows } = plan, places = [];
  if (!sector) return places;
  const marks = [scene.capital, ...(scene.towns || [])];
  const cells = {};
  for (let c = 0; c < sector.length; c++) if (sector[c] < 250) (cells[sector[c]] = cells[sector[c]] || []).push([Math.floor(c / rows), c % rows]);
  for (const number of Object.keys(cells)) {
    const edges = cells[number].filter(([x, y]) => [[1, 0], [-1, 0], [0, 1], [0, -1]].some(([dx, dy]) => {
      const u = x + dx, v = y + dy;
      return u < 0 || v < 0 || u >= columns || v >= rows || sector[u * rows + v] !== +number;
    }));
    const gap = (from, others) => others.reduce((least, [x, y]) => Math.min(least, 0.45 * Math.abs(from[0] - x) + Math.abs(from[1] - y)), 1e6);
    let best = cells[number][0], most = -1;
    for (const place of cells[number]) {
      const room = Math.min(gap(place, marks), 1.6 * gap(place, edges));
      if (room > most) { most = room; best = place; }
    }
    places.push([+number, best[0], best[1]]);
  }
  return places;
}

/* Lines that do not change: seams between cells, roads and the lines between sectors, and what lies around. */
function peaceopsGround(pen, store, look, plan) {
  const scene = store.scene, { edge, side, columns, rows, wide, high } = plan;
  peaceopsSurroundings(pen, store, look, plan);
  pen.clearRect(edge, edge, wide, high);
  if (side >= 11) {
    const seams = [];
    for (let x = 1; x < columns; x++) seams.push([edge + x * side, edge, edge + x * side, edge + high]);
    for (let y = 1; y < rows; y++) seams.push([edge, edge + y * side, edge + wide, edge + y * side]);
    peaceopsStroke(pen, seams, look.seam, 1);
  }
  const land = store.land("land"), sector = store.land("sector"), road = store.land("road");
  if (land) {
    pen.fillStyle = look.sea;
    for (let c = 0; c < land.length; c++) if (!land[c]) { const [x, y] = plan.of(c); pen.fillRect(x - side / 2, y - side / 2, side, side); }
    peaceopsStroke(pen, peaceopsEdges(plan, (a, b) => !land[a] !== !land[b]), look.wave, 3);
  }
  pen.lineCap = "round";
  if (road) {
    const ways = peaceopsRoads(road, plan), thick = Math.max(1.1, side * 0.075);
    peaceopsStroke(pen, ways, look.casing, thick * 2.4);
    peaceopsStroke(pen, ways, look.road, thick);
  }
  pen.lineCap = "butt";
  if (sector) peaceopsStroke(pen, peaceopsEdges(plan, (a, b) => sector[a] !== sector[b] && (!land || (land[a] && land[b]))), look.border, Math.max(1, side * 0.05), [5, 3]);
  peaceopsPlaces(pen, store, look, plan);
  peaceopsScale(pen, scene, look, plan);
}

/* Camps, resource sites and towns. */
function peaceopsPlaces(pen, store, look, plan) {
  const scene = store.scene, { side } = plan, small = Math.max(2.4, Math.min(side * 0.17, 6));
  const mark = (shape, x, y, r, fill, line) => {
    peaceopsMark(pen, shape, x, y, r);
    pen.fillStyle = fill;
    pen.fill();
    pen.strokeStyle = line;
    pen.lineWidth = Math.max(1, r * 0.28);
    pen.stroke();
  };
  const spots = (field, draw) => { const on = store.land(field); if (on) for (let c = 0; c < on.length; c++) if (on[c]) draw(...plan.of(c)); };
  spots("camp", (x, y) => mark("tent", x + side * 0.3, y + side * 0.3, small * 1.15, look.paper, look.ink));
  spots("resource", (x, y) => mark("diamond", x - side * 0.31, y + side * 0.31, small * 0.8, look.paper, look.ink));
  for (const [x, y] of scene.towns || []) if (x !== scene.capital[0] || y !== scene.capital[1]) mark("square", plan.x(x), plan.y(y), small, look.paper, look.ink);
}

/* Names of the sectors and the star of the capital, above all marks. */
function peaceopsNames(pen, store, look, plan) {
  const size = Math.max(10, Math.min(plan.side * 0.56, 15 * peaceopsLarge()));
  plan.names = plan.names || peaceopsSectorPlaces(store, plan);
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.font = "700 " + size + "px " + PEACEOPS_FONT;
  for (const [number, x, y] of plan.names) peaceopsWord(pen, "SECTOR " + (number + 1), plan.x(x), plan.y(y), look.ink, look.halo, 3);
  const [x, y] = store.scene.capital;
  peaceopsMark(pen, "star", plan.x(x), plan.y(y), Math.max(5, plan.side * 0.32));
  pen.lineWidth = 3;
  pen.strokeStyle = look.halo;
  pen.stroke();
  pen.fillStyle = look.ink;
  pen.fill();
}

/* A bar of a round number of kilometres in the lower left corner. */
function peaceopsScale(pen, scene, look, plan) {
  const span = (scene.width * scene.cell_km) / 4, power = 10 ** Math.floor(Math.log10(span));
  const km = Math.max(...[1, 2, 5].map((s) => s * power).filter((s) => s <= span)), long = (km / scene.cell_km) * plan.side;
  const y = plan.height - plan.edge / 3;
  peaceopsStroke(pen, [[plan.edge, y, plan.edge + long, y], [plan.edge, y - 3, plan.edge, y + 3], [plan.edge + long, y - 3, plan.edge + long, y + 3]], look.ink, 1.4);
  pen.font = 10 * peaceopsLarge() + "px " + PEACEOPS_FONT;
  pen.textAlign = "left";
  pen.textBaseline = "middle";
  peaceopsWord(pen, km.toLocaleString("en-GB") + " km", plan.edge + long + 5, y - 1, look.ink, look.abroad, 0.01);
}

/* Colour the cells of one layer: an image of one pixel a cell, drawn large without smoothing. */
function peaceopsCells(pen, bytes, table, plan, tiny) {
  const { columns, rows } = plan, image = tiny.getContext("2d").createImageData(columns, rows), words = new Uint32Array(image.data.buffer);
  for (let x = 0; x < columns; x++) for (let y = 0; y < rows; y++) words[(rows - 1 - y) * columns + x] = table[bytes[x * rows + y]];
  tiny.getContext("2d").putImageData(image, 0, 0);
  pen.imageSmoothingEnabled = false;
  pen.drawImage(tiny, plan.edge, plan.edge, plan.wide, plan.high);
}
