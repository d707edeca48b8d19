/* What stands in a cell, in words: for the note beside the pointer and for those who hear the page. */

/* Place of a cell: sector, and what is there that does not change. */
function peaceopsPlaceWords(store, cell) {
  const scene = store.scene, x = Math.floor(cell / scene.height), y = cell % scene.height, words = [], sector = store.land("sector");
  const is = (place) => place[0] === x && place[1] === y;
  if (sector && sector[cell] < 250) words.push("sector " + (sector[cell] + 1));
  if (is(scene.capital)) words.push("capital");
  else if ((scene.towns || []).some(is)) words.push("town");
  for (const [field, word] of [["road", "main road"], ["camp", "camp of displaced people"], ["resource", "resource site"], ["border", "border"], ["coast", "coast"]]) {
    const on = store.land(field);
    if (on && on[cell]) words.push(word);
  }
  return words;
}

/* Value of one layer in one cell and week, as text. */
function peaceopsLayerWords(store, layer, week, cell) {
  const bytes = store.layer(week, layer.key);
  if (!bytes) return "no value";
  if (layer.categories) { const found = layer.categories[bytes[cell]]; return (found && (found.label || found)) || "no value"; }
  return peaceopsNumber(peaceopsValue(layer, bytes[cell]), layer.unit);
}

/* Who is in a cell: [{kind, label, n, doing: [[task, n], ...], refused}] by organisation, and armed groups with fighters. */
function peaceopsWho(store, week, cell) {
  const scene = store.scene, teams = store.teams(week), bands = store.bands(week), orgs = new Map(), groups = new Map();
  for (let i = 0; teams && i < teams.length; i += PEACEOPS_TEAM) {
    if (teams[i + 1] !== cell) continue;
    const org = scene.orgs[teams[i + 2]], found = orgs.get(org) || { kind: org.family, label: org.label, n: 0, refused: 0, doing: new Map() };
    const task = scene.tasks[teams[i + 3]], doing = task && teams[i + 4] & (PEACEOPS_WORKING | PEACEOPS_REFUSED) ? task.label.toLowerCase() : "waiting";
    found.n += 1;
    found.refused += teams[i + 4] & PEACEOPS_REFUSED ? 1 : 0;
    found.doing.set(doing, (found.doing.get(doing) || 0) + 1);
    orgs.set(org, found);
  }
  for (let i = 0; bands && i < bands.length; i += PEACEOPS_BAND) {
    if (bands[i + 1] !== cell) continue;
    const group = scene.groups[bands[i + 2]], found = groups.get(group) || { kind: "armed", group: bands[i + 2], label: group.label, n: 0, fighters: 0 };
    found.n += 1;
    found.fighters += bands[i + 3];
    groups.set(group, found);
  }
  const order = scene.families.map((family) => family.key);
  const sorted = [...orgs.values()].sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind) || b.n - a.n);
  return sorted.concat([...groups.values()].sort((a, b) => b.fighters - a.fighters));
}

/* One line about an organisation's teams or an armed group's bands. */
function peaceopsWhoWords(who) {
  if (who.kind === "armed") return who.fighters.toLocaleString("en-GB") + " fighters" + (who.n > 1 ? " in " + who.n + " bands" : "");
  const doing = [...who.doing].sort((a, b) => b[1] - a[1]).slice(0, 2).map(([task, n]) => (n > 1 && who.n > n ? n + " " : "") + task).join(", ");
  return doing + (who.refused ? "; " + who.refused + " turned back" : "");
}

/* What happened in a cell in a week, as the sentences of its events. */
function peaceopsHappened(store, week, cell) {
  const frame = store.frame(week);
  return frame ? (frame.events || []).filter((event) => event[1] === cell).map((event) => event[6]) : [];
}

/* All of a cell in a few sentences, for the live region. */
function peaceopsSpoken(store, layer, week, cell) {
  const scene = store.scene, place = "Cell " + Math.floor(cell / scene.height) + " east, " + (cell % scene.height) + " north, " + peaceopsPlaceWords(store, cell).join(", ");
  const who = peaceopsWho(store, week, cell).slice(0, 5).map((one) => (one.kind === "armed" ? one.label + ", " : one.n + " of " + one.label + ", ") + peaceopsWhoWords(one));
  return [place, layer.label + ": " + peaceopsLayerWords(store, layer, week, cell), ...(who.length ? who : ["Nobody stands here"]), ...peaceopsHappened(store, week, cell)].join(". ").replace(/\.\./g, ".");
}
