/* What the charts, the timeline, the feed, the benchmarks, the answers and the gauges share: how numbers and weeks are
   said, the weeks of a run put into columns once for all of them, and how a component listens to the store. */
function peaceopsKit() {
  const year = 52;
  const colours = peaceopsPalette;

  /* ---- numbers and weeks in words ---- */
  const grouped = (value, digits) => value.toFixed(digits).replace(/\B(?=(\d{3})+(?!\d))/, ",");

  /* As short_number in viz/palette.py says it: 950, 14.2 k, 480 k, 3.1 M, 0.42. */
  function short(value) {
    const size = Math.abs(value);
    if (size >= 999500000) return grouped(value / 1e9, 1) + " bn";
    if (size >= 999500) return grouped(value / 1e6, 1) + " M";
    if (size >= 99950) return grouped(value / 1e3, 0) + " k";
    if (size >= 9995) return grouped(value / 1e3, 1) + " k";
    if (size >= 100 || Number.isInteger(value)) return grouped(value, 0);
    return value.toFixed(size >= 10 ? 1 : 2);
  }
  const missing = (value) => value === null || value === undefined || Number.isNaN(value);

  /* A share as people read it: 35 %, 4.2 %. */
  const percent = (share) => {
    const value = 100 * share;
    return (Math.abs(value) >= 9.95 || value === 0 ? value.toFixed(0) : value.toFixed(1)) + " %";
  };
  /* A recorded value with its unit, short enough for a key: 35 %, $1.2 M, 14.2 k. */
  function amount(value, column) {
    if (missing(value)) return "–";
    const unit = column.unit || "";
    if (unit === "share") return percent(value);
    if (unit.indexOf("US$") === 0) return (value < 0 ? "−" : "") + "$" + short(Math.abs(value));
    return short(value).replace("-", "−");
  }
  /* A value in full, with what is counted: 35 %, $1.2 M, 12 deaths. */
  function spoken(value, column) {
    const text = amount(value, column), unit = column.unit || "";
    if (missing(value) || unit === "share" || unit.indexOf("US$") === 0 || !unit) return text;
    return text + " " + (value === 1 && /s$/.test(unit) ? unit.slice(0, -1) : unit);
  }
  /* A difference with its sign; shares in points. */
  function signed(value, column) {
    if (missing(value)) return "–";
    const size = Math.abs(value), share = column.unit === "share";
    const text = share ? (100 * size).toFixed(1) : amount(size, column);
    if (!/[1-9]/.test(text)) return share ? "0 points" : "0";
    return (value < 0 ? "−" : "+") + text + (share ? (text === "1.0" ? " point" : " points") : "");
  }
  /* What an axis counts: shares in %, flows by the week. */
  function unitWords(column) {
    if (column.unit === "share") return "%";
    if (column.unit === "team-weeks") return "teams";
    return column.kind === "flow" ? column.unit + " a week" : column.unit;
  }
  const yearOf = (week) => Math.floor(week / year) + 1;
  const when = (week) => week < 0 ? "before the first week" : "week " + week + ", year " + yearOf(week);
  const capital = (text) => text ? text[0].toUpperCase() + text.slice(1) : "";

  /* ---- scales ---- */
  /* Round numbers that an axis may end at, with the distance of the lines across it; times a power of ten. */
  const ROUND = [[1, 0.25], [1.5, 0.5], [2, 0.5], [2.5, 0.5], [3, 1], [4, 1], [5, 1], [6, 2], [8, 2], [10, 2.5]];
  function round(value) {
    if (!(value > 0)) return [1, 0.25];
    const power = Math.pow(10, Math.floor(Math.log10(value) + 1e-9));
    return ROUND.find((one) => value <= one[0] * power * (1 + 1e-9)).map((one) => one * power);
  }
  const roundUp = (value) => round(value)[0];

  /* Places of words along the value axis, from the low end to the high one. */
  function valueTicks(low, high) {
    const size = round(Math.max(high, -low))[1] * (low < -0.2 * high && high > 0 ? 2 : 1), ticks = [];
    for (let at = Math.ceil(low / size - 1e-9) * size; at <= high + 1e-9 * size; at += size) ticks.push(at);
    return ticks;
  }
  /* Places along the axis of weeks: years, or weeks where less than two years are shown. */
  function weekTicks(low, high, width) {
    const room = Math.max(2, Math.floor(width / 34)), span = high - low;
    const step = span > 2 * year ? year * Math.ceil(span / year / room) : [1, 2, 4, 8, 13, 26].find((one) => span / one <= room) || 26;
    const ticks = [];
    for (let week = Math.ceil(low / step) * step; week <= high + 0.5; week += step) ticks.push(week);
    return ticks;
  }
  const weekTick = (week, span) => span > 2 * year ? String(week / year) : String(week);

  /* Centred running mean with shorter windows at the ends, as in viz/panels.py; gaps stay gaps. Weeks before `from` that
     are in `out` already are left as they are. */
  function smooth(values, window, out, from) {
    const half = Math.floor(window / 2), n = values.length;
    if (window <= 1) return values;
    const result = out || [];
    result.length = n;
    for (let at = Math.max(0, (from || 0) - half); at < n; at++) {
      let total = 0, count = 0;
      const end = Math.min(at + half, n - 1);
      for (let i = Math.max(0, at - half); i <= end; i++) {
        if (values[i] !== null) { total += values[i]; count++; }
      }
      result[at] = values[at] === null || !count ? null : total / count;
    }
    return result;
  }

  /* ---- the weeks of a run in columns, kept once a page for each store ---- */
  const kept = (window.peaceopsColumns = window.peaceopsColumns || new WeakMap());

  function fresh(store) {
    const scene = store.scene || {}, kinds = {};
    (scene.event_kinds || []).forEach((kind, i) => { kinds[kind.key] = kinds[i] = kind; });
    const h = {
      scene: store.scene, n: 0, frames: [], keys: (scene.columns || []).map((column) => column.key), columns: {}, kinds,
      about: {}, phase: [], marks: [], decisions: [], events: [], eventEnd: [], met: [], dilemmas: [], changed: 0,
    };
    (scene.columns || []).forEach((column) => { h.columns[column.key] = []; h.about[column.key] = column; });
    return h;
  }

  function forget(h, n) {
    h.keys.forEach((key) => { h.columns[key].length = n; });
    ["frames", "phase", "marks", "decisions", "eventEnd", "met", "dilemmas"].forEach((field) => { h[field].length = n; });
    h.events.length = n ? h.eventEnd[n - 1] : 0;
    h.n = n;
    h.changed++;
  }

  function take(h, store, week) {
    const frame = store.frames[week], before = week - 1;
    const values = frame ? store.values(week) : null;
    h.keys.forEach((key, i) => {
      const value = values ? values[i] : NaN;
      h.columns[key].push(Number.isNaN(value) || value === undefined ? null : value);
    });
    h.frames.push(frame);
    h.phase.push(frame ? frame.phase : h.phase[before]);
    h.marks.push((frame && frame.marks) || []);
    h.decisions.push((frame && frame.decisions) || h.decisions[before] || []);
    h.dilemmas.push((frame && frame.dilemmas) || h.dilemmas[before] || []);
    h.met.push(frame && frame.benchmarks ? unpack(frame.benchmarks, Uint8Array) : h.met[before] || null);
    ((frame && frame.events) || []).forEach((row) => {
      const kind = h.kinds[row[0]] || { key: String(row[0]), label: String(row[0]).replace(/_/g, " "), family: "" };
      if (!row[6]) return;
      h.events.push({ week, kind: kind.key, label: kind.label, family: kind.family, cell: row[1], sector: row[2], actor: row[3],
        target: row[4], size: row[5], text: row[6], cause: row[7], at: h.events.length });
    });
    h.eventEnd.push(h.events.length);
    h.n = week + 1;
  }

  /* Everything recorded so far, by column; weeks that were taken back or sent anew are read again. */
  function history(store) {
    let h = kept.get(store);
    if (!h || h.scene !== store.scene) kept.set(store, (h = fresh(store)));
    const end = store.last + 1;
    let same = Math.min(h.n, end);
    for (let week = 0; week < same; week++) if (h.frames[week] !== store.frames[week]) { same = week; break; }
    if (same < h.n) forget(h, same);
    for (let week = h.n; week < end; week++) take(h, store, week);
    return h;
  }

  function unpack(text, Type) {
    if (typeof text !== "string") return Type.from(text);
    const raw = atob(text), out = new Uint8Array(raw.length);
    for (let i = 0; i < raw.length; i++) out[i] = raw.charCodeAt(i);
    return new Type(out.buffer, 0, out.length / Type.BYTES_PER_ELEMENT);
  }

  /* ---- beside a run: another one, bands of replicates ---- */
  /* The first week in which each column differs between two runs, and in words where they part. What is known is kept in
     `known`, so that a week costs only itself. */
  function parting(known, own, other) {
    const changed = own.changed + "/" + other.changed;
    if (known.own !== own || known.other !== other || known.changed !== changed) Object.assign(known, { own, other, at: 0, first: {}, changed });
    const end = Math.min(own.n, other.n), first = known.first;
    own.keys.forEach((key) => {
      if (first[key] !== undefined) return;
      const a = own.columns[key], b = other.columns[key] || [];
      for (let week = known.at; week < end; week++) if (a[week] !== b[week]) { first[key] = week; break; }
    });
    known.at = end;
    const keys = Object.keys(first), earliest = Math.min(...keys.map((key) => first[key])), which = keys.filter((key) => first[key] === earliest);
    const words = keys.length ? "They first differ in " + when(earliest) + ": " + own.about[which[0]].label.toLowerCase() +
      (which.length > 1 ? " and " + (which.length - 1) + " more." : ".") : end ? "They are the same so far." : "";
    return { first, words };
  }

  /* Bands as Python sends them (quantiles by week in base64), in rows; null where there are none. */
  function bands(fan, key) {
    if (!fan || !fan.columns) return null;
    const columns = {};
    Object.keys(fan.columns).forEach((name) => {
      const flat = unpack(fan.columns[name], Float32Array), n = fan.weeks;
      columns[name] = [0, 1, 2, 3, 4].map((q) => Array.from(flat.subarray(q * n, (q + 1) * n), (value) => Number.isNaN(value) ? null : value));
    });
    return Object.freeze({ runs: fan.runs, weeks: fan.weeks, key, columns });
  }

  /* ---- listening ---- */
  /* Call a function once in the next drawing of the page, however often it is asked for. */
  function soon(work) {
    let waiting = 0;
    const call = () => { if (!waiting) waiting = requestAnimationFrame(() => { waiting = 0; work(); }); };
    call.stop = () => { cancelAnimationFrame(waiting); waiting = 0; };
    return call;
  }
  /* Listen to a store: {frame: callback, ...}; returns a function that ends it. */
  function listen(store, callbacks) {
    const off = Object.keys(callbacks).map((what) => store.on(what, callbacks[what]));
    return () => off.forEach((end) => end());
  }

  /* What style sheets read: the tones of look.js, and a quiet ground for what is chosen. */
  function tones(dark) {
    return Object.assign(peaceopsVariables(peaceopsLook(dark)), { "--soft": dark ? "#27313a" : "#eef2f5" });
  }
  const colour = (name, dark) => colours[dark ? "dark" : "light"][name] || name;

  /* What the bands are, in words; of one run or pair there is no band, only a dotted line. */
  function bandWords(bands, twin, difference, other) {
    const both = " (half of them in the darker one, eight in ten in both)", { runs } = difference ? bands.difference : bands.own;
    if (difference) return runs > 1 ? "· bands: the difference in " + runs + " pairs with other luck" + both + "." : "· dots: the difference in one pair with other luck.";
    if (runs < 2) return "· dots: one run with other luck" + (twin ? "; dashes, one of " + other : "") + ".";
    return "· bands: " + runs + " runs with other luck" + both + (twin ? "; between thin dashes, eight in ten of " + other : "") + ".";
  }

  return { year, short, percent, amount, spoken, signed, unitWords, yearOf, when, capital, roundUp, valueTicks, weekTicks, weekTick, smooth, history, unpack, parting, bands, bandWords,
    soon, listen, tones, colour, missing };
}
