/* The store of one run in the page: what feed.vue puts in, and what every other component shows.

   peaceopsStore("peaceops") makes it once a page and name; "peaceopsTwin" is the run beside it. Frames are kept as they
   come; the base64 in them is decoded when it is first looked at.

   scene, frames[week], last, shown, dark, playing, speed      what there is now
   begin(scene), add(frame or frames), cut(week)               put in by feed.vue; cut forgets all after a week (undo)
   show(week), play(on), pace(weeks a second, 0 = no pause)    what the visitor does
   pick({cell} or {org} or {group} or {team}), theme(dark)     pass it on to whoever listens
   on(what, callback) -> off()                                 scene, frame, shown, pick, theme, play, want, said
   layer(week, key), value(week, column), series(column), teams(week), bands(week), network(week), frame(week)

   While it plays, the store shows the next week as soon as its pause is over; if that week has not come yet it says once
   "want" with its number, and feed.vue fetches it. So nothing is asked for before the last week was drawn. */
function peaceopsStore(name) {
  const key = name || "peaceops";
  if (window[key]) return window[key];

  const heard = {};
  let decoded = new WeakMap(), places = {}, clock = 0, due = 0, wanted = -1;

  const tell = (what, news) => (heard[what] || []).slice().forEach((callback) => {
    try { callback(news); } catch (problem) { console.error("peaceops: " + what, problem); }
  });

  /* Bytes of one base64 field of a frame or of the scene, decoded once. */
  const bytes = (owner, field) => {
    let fields = decoded.get(owner);
    if (!fields) decoded.set(owner, (fields = {}));
    if (!fields[field]) {
      const text = atob(owner[field] || ""), out = new Uint8Array(text.length);
      for (let i = 0; i < text.length; i++) out[i] = text.charCodeAt(i);
      fields[field] = out;
    }
    return fields[field];
  };
  const numbers = (Type, owner, field) => {
    const raw = bytes(owner, field);
    return new Type(raw.buffer, 0, raw.byteLength / Type.BYTES_PER_ELEMENT);
  };

  const store = {
    name: key, scene: null, frames: [], last: -1, shown: -1, playing: false, speed: 0, dark: false,

    on(what, callback) {
      (heard[what] = heard[what] || []).push(callback);
      return () => { heard[what] = heard[what].filter((other) => other !== callback); };
    },

    begin(scene) {
      store.play(false);
      decoded = new WeakMap();
      places = { layers: {}, columns: {} };
      (scene ? scene.layers : []).forEach((layer, i) => { places.layers[layer.key] = i; });
      (scene ? scene.columns : []).forEach((column, i) => { places.columns[column.key] = i; });
      Object.assign(store, { scene, frames: [], last: -1, shown: -1 });
      wanted = -1;
      tell("scene", scene);
    },

    add(frames) {
      const come = Array.isArray(frames) ? frames : [frames];
      if (!come.length || !store.scene) return;
      const atEnd = store.shown === store.last;
      come.forEach((frame) => {
        store.frames[frame.week] = frame;
        store.last = Math.max(store.last, frame.week);
      });
      tell("frame", come.map((frame) => frame.week));
      if (store.shown < 0 || (atEnd && !store.playing)) store.show(store.last);
    },

    cut(week) {
      store.frames.length = Math.min(store.frames.length, week + 1);
      store.last = store.frames.length - 1;
      wanted = -1;
      tell("frame", []);
      if (store.shown > store.last) store.show(store.last);
    },

    /* Show a week; one that has not come becomes the nearest before it. */
    show(week) {
      let found = Math.min(Math.max(0, Math.round(week)), store.last);
      while (found > 0 && !store.frames[found]) found--;
      if (found < 0 || !store.frames[found] || found === store.shown) return;
      store.shown = found;
      tell("shown", found);
    },

    play(on) {
      if (store.playing === !!on) return;
      store.playing = !!on;
      wanted = -1;
      due = 0;
      tell("play", store.playing);
      cancelAnimationFrame(clock);
      if (on) clock = requestAnimationFrame(tick);
    },
    pace(speed) { store.speed = Math.max(0, +speed || 0); },
    pick(what) { tell("pick", what); },
    theme(dark) {
      if (store.dark === !!dark) return;
      store.dark = !!dark;
      tell("theme", store.dark);
    },
    tell,

    frame(week) { return store.frames[week === undefined ? store.shown : week] || null; },

    /* A static layer of the scene, one byte a cell: sector, road, land, coast, border, camp, resource. */
    land(field) { return store.scene && store.scene[field] ? bytes(store.scene, field) : null; },

    /* One layer of a week, one byte a cell: 0 to 254 from low to high, 255 no value. */
    layer(week, layer) {
      const frame = store.frames[week], place = places.layers[layer];
      if (!frame || place === undefined) return null;
      const cells = store.scene.width * store.scene.height;
      return bytes(frame, "layers").subarray(place * cells, (place + 1) * cells);
    },

    values(week) { return store.frames[week] ? numbers(Float32Array, store.frames[week], "values") : null; },
    value(week, column) {
      const all = store.values(week);
      return all && places.columns[column] !== undefined ? all[places.columns[column]] : NaN;
    },
    /* A column over all weeks up to the last; NaN where a week has not come. */
    series(column) {
      const out = new Float32Array(store.last + 1);
      for (let week = 0; week <= store.last; week++) out[week] = store.value(week, column);
      return out;
    },

    teams(week) { return store.frames[week] ? numbers(Int16Array, store.frames[week], "teams") : null; },
    bands(week) { return store.frames[week] ? numbers(Int16Array, store.frames[week], "bands") : null; },

    /* Channels, trust and presence as last sent at or before a week, with the week they are from. */
    network(week) {
      for (let at = Math.min(week, store.last); at >= 0; at--) {
        const found = store.frames[at] && store.frames[at].network;
        if (found) return { week: at, channels: bytes(found, "channels"), trust: bytes(found, "trust"), present: bytes(found, "present") };
      }
      return null;
    },
  };

  function tick(now) {
    if (!store.playing) return;
    clock = requestAnimationFrame(tick);
    if (store.scene && store.shown >= store.scene.horizon - 1) { store.play(false); return; }
    if (now < due) return;
    const next = store.shown + 1;
    if (store.frames[next]) {
      due = store.speed ? Math.max(due + 1000 / store.speed, now) : now;
      store.show(next);
    } else if (wanted !== next) {
      wanted = next;
      tell("want", next);
    }
  }

  window[key] = store;
  return store;
}
