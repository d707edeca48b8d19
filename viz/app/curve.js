/* One chart of a few curves, drawn by uPlot: what is added by the week, what lies beside it (a second run, the bands of
   replicates), and two lines across: the week shown and the week pointed at. */
function peaceopsCurve(host, chart, kit, told) {
  const shapes = ["circle", "square", "triangle", "diamond"], large = peaceopsLarge();
  const means = chart.lines.map(() => ({ own: [], thin: [], twin: [], gap: [] }));
  const x = [];
  let plot = null, layout = "", framed = "", over = [], box = { width: 0, height: 0 }, resized = true, top = 0, bottom = 0;
  let length = 0, seen = -1, twinLength = 0, twinSeen = -1;

  const about = (line, h) => h.about[line.column] || { unit: "", kind: "stock", label: line.label };

  /* Values of all series in the order of layoutOf; weeks before `from` are as they were. */
  function values(now, from) {
    const { own, twin, difference, end } = now;
    while (x.length < end) x.push(x.length);
    x.length = end;
    const rows = [x], otherFrom = twin && twin.changed === twinSeen ? twinLength : 0;
    if (twin) { twinLength = twin.n; twinSeen = twin.changed; }
    chart.lines.forEach((line, i) => {
      const raw = own.columns[line.column] || [], mean = means[i];
      const smooth = kit.smooth(raw, chart.window, mean.own, from);
      if (difference) {
        const theirs = twin.columns[line.column] || []; // of both, weeks that both have: a mean looks ahead
        const other = theirs.length > raw.length ? kit.smooth(theirs.slice(0, raw.length), chart.window) : kit.smooth(theirs, chart.window, mean.twin, otherFrom);
        mean.gap = smooth.slice(0, Math.min(smooth.length, other.length)).map((value, week) =>
          value === null || other[week] === null ? null : other[week] - value);
        rows.push(mean.gap);
        return;
      }
      if (chart.window > 5) rows.push(kit.smooth(raw, 5, mean.thin, from));
      if (twin) rows.push(kit.smooth(twin.columns[line.column] || [], chart.window, mean.twin, otherFrom));
      rows.push(smooth);
    });
    return rows;
  }

  const fade = (colour, share) => colour + Math.round(255 * share).toString(16).padStart(2, "0");

  /* What each series looks like. */
  function layoutOf(now) {
    const series = [{}];
    chart.lines.forEach((line) => {
      const points = { show: false }, stroke = kit.colour(line.colour, now.dark);
      if (!now.difference) {
        if (chart.window > 5) series.push({ stroke: fade(stroke, 0.45), width: 1, points });
        if (now.twin) series.push({ stroke, width: 1.75, dash: [5, 4], points });
      }
      series.push({ stroke, width: 2.25, points, cap: "round" });
    });
    return series;
  }

  /* The bands that belong to what is drawn: of the difference, or of this run and, as an outline, of the other. */
  const sidesOf = (now) => !now.fan ? [] : (now.difference ? [now.fan.difference] : [now.fan.own, now.twin ? now.fan.other : null]).filter((side) => side);
  const bandsOf = (now) => sidesOf(now).flatMap((side) => chart.lines.map((line) => side.columns[line.column])).filter((band) => band);

  /* Ends of the value axis: from nothing to a round number over what is drawn of the weeks in sight, or about nothing for
     a difference. */
  function ends(curves, now) {
    let low = 0, high = 0;
    const rows = curves.concat(bandsOf(now).flatMap((band) => now.difference ? [band[0], band[4]] : [band[4]]));
    const first = Math.max(0, Math.floor(now.range[0])), last = Math.ceil(now.range[1]);
    for (let i = 1; i < rows.length; i++) for (let k = first; k < rows[i].length && k <= last; k++) {
      const value = rows[i][k];
      if (value > high) high = value; else if (value !== null && value < low) low = value;
    }
    if (now.difference) {
      if (low === 0 && high === 0) return about(chart.lines[0], now.own).unit === "share" ? [-0.01, 0.01] : [-1, 1]; // nothing differs
      const least = about(chart.lines[0], now.own).unit === "share" ? 0.004 : 0.04; // no finer than what is said
      const size = kit.roundUp(Math.max(high * 1.05, -low * 1.05, least));
      return [low < 0 ? -size : -size / 8, high > 0 ? size : size / 8];
    }
    const share = chart.lines.every((line) => about(line, now.own).unit === "share");
    if (share && (chart.whole || high > 0.5)) return [0, 1.04];
    return [0, kit.roundUp(high * 1.04)];
  }

  /* Words, lines across, and what lies behind the curves (weeks after the mission left, turning points, the week in which
     two runs part), as elements of the page: they change seldom, and drawing text each week would cost more than curves. */
  function frame(now) {
    const [lo, hi] = now.range, key = [lo, hi, bottom, top, plot.width, now.left, now.parted, now.turns, now.dark, sidesOf(now).map((side) => side.key)].join();
    if (key === framed) return;
    framed = key;
    const across = (week) => 100 * (week - lo) / (hi - lo), up = (value) => 100 * (top - value) / (top - bottom);
    const line = about(chart.lines[0], now.own), share = line.unit === "share";
    const label = (value) => share ? Math.round(1000 * value) / 10 + "" : kit.short(value).replace(/(\.\d*?)0+(?=\s|$)/, "$1").replace(/\.(?=\s|$)/, "");
    const inside = (week) => week > lo && week < hi, parts = [];
    const add = (name, style, text) => parts.push('<i class="' + name + '" style="' + style + '">' + (text || "") + "</i>");
    if (now.left !== null && now.left < hi) add("poc-left", "left:" + Math.max(0, across(now.left)) + "%");
    kit.valueTicks(bottom, share && top === 1.04 ? 1 : top).forEach((value) => {
      const size = Math.abs(value) < 1e-12 ? 0 : value;
      add(size === 0 && now.difference ? "poc-rule poc-zero" : "poc-rule", "top:" + up(size) + "%");
      const words = label(Math.abs(size));
      if (size === 0 || words !== "0") add("poc-up", "top:" + up(size) + "%", (size < 0 ? "−" : size > 0 && now.difference ? "+" : "") + words);
    });
    kit.weekTicks(lo, hi, plot.over.clientWidth).forEach((week) => add("poc-week", "left:" + across(week) + "%", kit.weekTick(week, hi - lo)));
    add("poc-unit", "", hi - lo > 2 * kit.year ? "year" : "week");
    now.turns.filter(inside).forEach((week) => add("poc-turn", "left:" + across(week) + "%"));
    if (inside(now.parted)) add("poc-parted", "left:" + across(now.parted) + "%");
    plot.under.innerHTML = parts.join("");
    fan(now);
  }

  /* The bands of replicates on a canvas of their own behind the curves, drawn when they or the axes change: eight runs in
     ten lie in the pale one, half of them in the darker one, and the dots are the middle run. Of the other future only
     the ends of eight runs in ten are drawn, in dashes like its curve. */
  function fan(now) {
    if (!bandsOf(now).length) return;
    const canvas = plot.under.appendChild(document.createElement("canvas")), [lo, hi] = now.range;
    const pen = peaceopsPen(canvas, plot.over.clientWidth, plot.over.clientHeight);
    const at = (week) => plot.valToPos(week, "x"), up = (value) => plot.valToPos(value, "y");
    sidesOf(now).forEach((side) => chart.lines.forEach((line) => {
      const band = side.columns[line.column], tone = kit.colour(line.colour, now.dark);
      if (!band) return;
      const weeks = band[2].map((value, week) => week).filter((week) => week >= lo - 1 && week <= hi + 1 && band[0][week] !== null);
      if (side === now.fan.other) {
        pen.strokeStyle = fade(tone, 0.8);
        pen.setLineDash([5, 4]);
        [0, 4].forEach((end) => {
          pen.beginPath();
          weeks.forEach((week) => pen.lineTo(at(week), up(band[end][week])));
          pen.stroke();
        });
        return;
      }
      [[0, 4, now.dark ? 0.16 : 0.13], [1, 3, now.dark ? 0.24 : 0.2]].forEach(([from, to, share]) => {
        pen.fillStyle = fade(tone, share);
        pen.beginPath();
        weeks.forEach((week) => pen.lineTo(at(week), up(band[from][week])));
        weeks.slice().reverse().forEach((week) => pen.lineTo(at(week), up(band[to][week])));
        pen.fill();
      });
      pen.strokeStyle = fade(tone, 0.75);
      pen.setLineDash([2, 3]);
      pen.beginPath();
      weeks.forEach((week) => pen.lineTo(at(week), up(band[2][week])));
      pen.stroke();
    }));
  }

  function build(now, rows) {
    if (plot) plot.destroy();
    plot = new uPlot({
      ...box, padding: [6, 8, 20 * large, 42 * large], series: layoutOf(now), axes: [{ show: false }, { show: false }], legend: { show: false },
      scales: { x: { time: false, range: (u) => u.now ? u.now.range : [0, 1] }, y: { range: () => [bottom, top] } },
      cursor: { x: false, y: false, points: { show: false }, drag: { x: true, y: false, setScale: false, dist: 8 } },
      hooks: {
        setSelect: [(u) => {
          const from = Math.round(u.posToVal(u.select.left, "x")), to = Math.round(u.posToVal(u.select.left + u.select.width, "x"));
          u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          if (to - from >= 4) told.zoom(from, to);
        }],
      },
    }, null, (u, ready) => { u.now = now; host.appendChild(u.root); ready(); });
    plot.now = now;
    plot.over.innerHTML = "";
    over = ["poc-shown", "poc-pointed"].map((name) => {
      const cross = document.createElement("div");
      cross.className = "poc-cross " + name;
      plot.over.appendChild(cross);
      const dots = chart.lines.map((line, i) => {
        const dot = document.createElement("i");
        dot.className = "poc-dot poc-" + shapes[i];
        dot.style.setProperty("--dot", kit.colour(line.colour, now.dark));
        plot.over.appendChild(dot);
        return dot;
      });
      return { cross, dots };
    });
    plot.over.addEventListener("pointermove", (event) => told.point(api, event));
    plot.over.addEventListener("pointerleave", () => told.point(api, null));
    plot.over.addEventListener("click", (event) => told.click(api, event));
    plot.over.addEventListener("dblclick", () => told.zoom(null));
    renew(rows);
  }

  /* Draw at once, so that what is laid over the curves finds the new scales. */
  function renew(rows) {
    plot.batch(() => { plot.setData(rows, false); plot.redraw(); });
    frame(plot.now);
  }

  /* Draw the weeks that came, or all again where the make-up changed. The box is measured only when it may have changed,
     since measuring makes the browser lay the page out. */
  function draw(now) {
    if (!now.own.n) { if (plot) plot.destroy(); plot = null; layout = ""; return; }
    if (resized) { box = { width: host.clientWidth, height: host.clientHeight }; resized = false; }
    if (!box.width) return;
    const same = seen === now.own.changed && now.own.n >= length;
    const rows = values(now, same ? length : 0);
    length = now.own.n; seen = now.own.changed;
    [bottom, top] = ends(rows, now);
    const key = [now.dark, !!now.twin, now.difference].join();
    if (!plot || key !== layout) {
      layout = key; framed = "";
      build(now, rows);
    } else {
      plot.now = now;
      if (box.width !== plot.width || box.height !== plot.height) plot.setSize(box);
      renew(rows);
    }
  }

  /* What is drawn of a curve at a week: its running mean, or the difference. */
  const drawn = (i, week) => {
    const mean = means[i], row = plot.now.difference ? mean.gap : chart.window > 1 ? mean.own : plot.now.own.columns[chart.lines[i].column];
    return row && week < row.length ? row[week] : null;
  };

  /* Put the line of the week shown (0) or pointed at (1) where it belongs; -1 hides it. */
  function cross(which, week) {
    if (!plot || !over[which]) return;
    const { cross: line, dots } = over[which], [lo, hi] = plot.now.range;
    const visible = week >= lo && week <= hi, x = visible ? plot.valToPos(week, "x") : 0;
    line.style.display = visible ? "" : "none";
    if (visible) line.style.transform = "translateX(" + x + "px)";
    dots.forEach((dot, i) => {
      const value = visible ? drawn(i, week) : null;
      dot.style.display = value === null || value === undefined ? "none" : "";
      if (value !== null && value !== undefined) dot.style.transform = "translate(" + x + "px," + plot.valToPos(value, "y") + "px)";
    });
  }

  const weekAt = (left) => Math.max(0, Math.round(plot.posToVal(left, "x")));
  /* Number of the curve nearest to a height in a week, and how far it is in pixels. */
  function nearest(week, y) {
    let best = { line: 0, away: Infinity };
    chart.lines.forEach((line, i) => {
      const value = drawn(i, week);
      if (value === null || value === undefined) return;
      const away = Math.abs(plot.valToPos(value, "y") - y);
      if (away < best.away) best = { line: i, away };
    });
    return best;
  }

  const api = { chart, host, draw, cross, weekAt, nearest, drawn, about,
    ready: () => !!plot, now: () => plot.now, resize() { resized = true; }, destroy() { if (plot) plot.destroy(); plot = null; } };
  return api;
}
