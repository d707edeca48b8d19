/* What stands around the map: layers in groups, the scale of the layer shown, and the key of the marks. */

const PEACEOPS_GROUPS = [
  ["The mission", /consent|acceptance/], ["Security", /threat|violence|mines/], ["People", /need|services|displaced/],
  ["The state", /control|state_authority/], ["Presence", /^presence/], ["Other", /./],
];

/* The layers of a scene in groups, each once. */
function peaceopsMenu(scene) {
  const menu = PEACEOPS_GROUPS.map(([label]) => ({ label, layers: [] }));
  for (const layer of scene.layers) menu[PEACEOPS_GROUPS.findIndex(([, belongs]) => belongs.test(layer.key))].layers.push(layer);
  return menu.filter((group) => group.layers.length);
}

/* The scale of a layer: {help, low, high, ramp} or {help, swatches}; even in value, also where bytes go by the root. */
function peaceopsScaleOf(look, scene, layer, categories) {
  if (categories) {
    const swatches = layer.categories.map((one, i) => ({ label: (one && one.label) || one, colour: categories[i] }));
    return { help: layer.help, swatches: swatches.filter((one, i) => peaceopsGroupOf(scene, layer.categories[i]) < 0) };
  }
  const stops = peaceopsStops(look, layer), colour = (part) => "rgb(" + peaceopsMix(stops, layer.root ? Math.sqrt(part) : part).join(",") + ")";
  return {
    help: layer.help, ticks: [25, 50, 75], low: peaceopsNumber(layer.low, layer.unit === "share" ? "share" : ""),
    high: peaceopsNumber(layer.high, layer.unit) + (layer.unit === "share" ? "" : " or more"),
    colours: Array.from({ length: 9 }, (_, i) => colour(i / 8)),
    ramp: "linear-gradient(90deg," + Array.from({ length: 9 }, (_, i) => colour(i / 8)).join(",") + ")",
  };
}

/* The key in three parts: teams by family, armed groups, and what happened; each with a picture of its mark. */
function peaceopsKeys(look, scene) {
  const icon = (one) => peaceopsIcon(look, (pen, x, y, r) => peaceopsGlyph(pen, look, scene, one, x, y, r));
  const sign = (key, label, help, draw) => ({ key, label, help, icon: peaceopsIcon(look, draw) });
  const families = scene.families.filter((family) => ["mission", "country_team", "relief", "host"].includes(family.key));
  return [
    { label: "Field teams", keys: families.map((family) => ({ key: family.key, label: family.label, help: "Field teams in the country", icon: icon({ kind: family.key }) })) },
    { label: "Armed groups, fighters", keys: scene.groups.map((group, i) => ({ key: "armed" + i, label: group.label, help: group.kind.replace(/_/g, " ") + "; number of fighters", icon: icon({ kind: "armed", group: i }) })) },
    { label: "This week", keys: [
      sign("struck", "Attacks and clashes", "In this week; paler for the three weeks before", (pen, x, y, r) => {
        peaceopsMark(pen, "burst", x, y, 1.15 * r);
        pen.fillStyle = look.strike + "66";
        pen.fill();
        pen.strokeStyle = look.strike;
        pen.lineWidth = 1.6;
        pen.stroke();
      }),
      sign("refused", "Teams turned back", "Teams that were refused access this week", (pen, x, y, r) => peaceopsBarred(pen, look, x, y, 0.85 * r)),
      sign("moves", "Moved since last week", "From where teams and bands came", (pen, x, y, r) => {
        pen.lineCap = "round";
        peaceopsStroke(pen, [[x - r, y + 0.6 * r, x + r, y - 0.6 * r]], look.kinds.mission, 3.2);
      }),
      sign("held", "Held by armed groups", "Cells that armed groups hold by more than half", (pen, x, y, r) => {
        pen.fillStyle = look.kinds.armed + "38";
        pen.fillRect(x - 0.9 * r, y - 0.9 * r, 1.8 * r, 1.8 * r);
        pen.strokeStyle = look.kinds.armed;
        pen.lineWidth = 1.5;
        pen.strokeRect(x - 0.9 * r, y - 0.9 * r, 1.8 * r, 1.8 * r);
      }),
    ] },
  ];
}

/* Signs that do not change. */
function peaceopsSigns(look) {
  const spot = (shape, size, fill) => peaceopsIcon(look, (pen, x, y, r) => {
    peaceopsMark(pen, shape, x, y, size * r);
    pen.fillStyle = fill || look.paper;
    pen.fill();
    pen.strokeStyle = look.ink;
    pen.lineWidth = 1.4;
    pen.stroke();
  });
  const line = (colour, width, dash) => peaceopsIcon(look, (pen, x, y, r) => peaceopsStroke(pen, [[x - r, y, x + r, y]], colour, width, dash));
  return [
    { label: "capital", icon: spot("star", 1.05, look.ink) }, { label: "town", icon: spot("square", 0.6) },
    { label: "camp", icon: spot("tent", 0.7) }, { label: "resource site", icon: spot("diamond", 0.6) },
    { label: "road", icon: line(look.road, 2.4) }, { label: "sector", icon: line(look.ink, 1.6, [4, 2.5]) },
  ];
}
