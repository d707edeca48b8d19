/* The field's words explained where they stand, whichever component wrote them: a dotted line under a word of the
   glossary, and its meaning on hover, on a tap, or when the keyboard comes to it. Elements with data-help are explained
   likewise.

   peaceopsTerms() begins to look after the page, once. Vue's text is left alone: the line is drawn by a highlight, and
   an element gets a place in the order of Tab if its words stand in no control that has one. */
function peaceopsTerms() {
  if (window.peaceopsTermsOn) return;
  window.peaceopsTermsOn = true;

  /* Capitals count where the word is as short as "DO"; a plural may follow. A plain word, such as "band", means in a label
     what the glossary says, but not always in a sentence, nor in a name such as "Border River Bands". */
  const plain = (name) => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"), rows = {};
  PEACEOPS_GLOSSARY.forEach((row) => row.names.forEach((name) => { rows[name.toLowerCase()] = row; }));
  const names = PEACEOPS_GLOSSARY.flatMap((row) => row.names).sort((a, b) => b.length - a.length);
  const finds = (some, flags) => new RegExp("(?<![\\w/-])(" + some.map(plain).join("|") + ")(?:s|es)?(?![\\w/-])", flags);
  const long = finds(names.filter((name) => name.length > 2), "gi"), brief = finds(names.filter((name) => name.length <= 2), "g");
  const CONTROL = "button,a[href],label,summary,[role=option],[role=slider],[role=tab]";
  const NOT = "script,style,select,textarea,canvas,nav,[role=tab],[aria-hidden=true],[aria-live],[data-no-terms],.po-hidden";

  /* ---- finding ---- */
  const drawn = window.Highlight && CSS.highlights ? new Highlight() : null;
  if (drawn) CSS.highlights.set("po-term", drawn);
  const found = new WeakMap(); // text -> [{row, from, to, range}]

  function read(text) {
    (found.get(text) || []).forEach((one) => { if (drawn) drawn.delete(one.range); });
    const box = text.parentElement, here = [];
    if (box && text.data.length > 1 && text.data.length < 4000 && !box.closest(NOT)) {
      for (const pattern of [long, brief]) for (const hit of text.data.matchAll(pattern)) {
        const row = rows[hit[1].toLowerCase()], from = hit.index, to = from + hit[0].length;
        const everyday = !/[A-Z ]/.test(row.names.join("")), named = from > 0 && /^[A-Z]/.test(hit[0]);
        if ((everyday && (named || text.data.length > 60)) || here.some((one) => one.row === row || (from < one.to && to > one.from))) continue;
        const range = new StaticRange({ startContainer: text, startOffset: from, endContainer: text, endOffset: to });
        here.push({ row, from, to, range, text });
        if (drawn) drawn.add(range);
      }
    }
    if (here.length) { found.set(text, here); reach(box); } else found.delete(text);
  }
  function reach(box) {
    if (!box.closest(CONTROL) && !box.hasAttribute("tabindex")) box.setAttribute("tabindex", "0");
  }
  const texts = (node) => {
    const walk = document.createTreeWalker(node, NodeFilter.SHOW_TEXT), all = [];
    while (walk.nextNode()) all.push(walk.currentNode);
    return all;
  };
  const changed = new Set();
  let waiting = 0;
  function work() {
    waiting = 0;
    const all = [...changed].filter((node) => node.isConnected);
    changed.clear();
    if (drawn) drawn.forEach((range) => { if (!range.startContainer.isConnected) drawn.delete(range); });
    new Set(all.flatMap((node) => node.nodeType === 3 ? [node] : texts(node))).forEach(read);
    all.forEach((node) => { if (node.querySelectorAll) node.querySelectorAll("[data-help]:not(li)").forEach(reach); });
    if (tip && about && !about.isConnected) hide();
  }
  const later = (node) => { changed.add(node); if (!waiting) waiting = setTimeout(work, 150); };
  new MutationObserver((all) => all.forEach((one) => {
    if (one.type === "characterData") later(one.target); else one.addedNodes.forEach(later);
  })).observe(document.body, { childList: true, characterData: true, subtree: true });
  later(document.body);

  /* ---- telling ---- */
  let tip = null, about = null, coming = 0;
  const inside = (box) => box ? texts(box).flatMap((text) => found.get(text) || []) : [];

  /* What a control is about: what stands in it, in its labels, or in the option of a list that is chosen. */
  function meant(target) {
    const chosen = target.getAttribute("aria-activedescendant"), option = chosen && document.getElementById(chosen);
    if (option) return inside(option);
    if (target.matches(CONTROL)) return inside(target);
    if (target.labels && target.labels.length) return [...target.labels].flatMap(inside);
    return [...target.childNodes].flatMap((node) => found.get(node) || []);
  }
  /* What stands under the pointer. */
  function under(target, x, y) {
    const box = document.createRange();
    return [...target.childNodes].flatMap((node) => found.get(node) || []).filter((one) => {
      box.setStart(one.text, one.from);
      box.setEnd(one.text, one.to);
      return [...box.getClientRects()].some((r) => x >= r.left - 2 && x <= r.right + 2 && y >= r.top - 2 && y <= r.bottom + 2);
    });
  }
  function told(target, terms) {
    const helps = target.closest("[data-help]"), known = new Map(terms.map((one) => [one.row, one.row]));
    const lines = [...known.keys()].slice(0, 4).map((row) => ["strong", row.word, row.meaning]);
    return helps && helps.dataset.help ? [["", "", helps.dataset.help]].concat(lines) : lines;
  }
  function show(target, lines, x, y) {
    hide();
    if (!lines.length) return;
    tip = document.createElement("div");
    tip.className = "po-term-tip" + (document.querySelector(".po-dark") ? " po-dark" : "");
    tip.id = "po-term-tip";
    tip.setAttribute("role", "tooltip");
    tip.setAttribute("data-no-terms", "");
    lines.forEach(([, word, meaning]) => {
      const line = tip.appendChild(document.createElement("p"));
      if (word) line.appendChild(document.createElement("strong")).textContent = word;
      line.appendChild(document.createTextNode((word ? " " : "") + meaning[0].toUpperCase() + meaning.slice(1) + (/[.!?]$/.test(meaning) ? "" : ".")));
    });
    tip.addEventListener("pointerleave", hide);
    (document.querySelector("[role=main]") || document.body).appendChild(tip);
    about = target;
    if (!target.hasAttribute("aria-describedby")) { target.setAttribute("aria-describedby", tip.id); tip.marked = target; }
    put(target, x, y);
  }
  function put(target, x, y) {
    const box = tip.getBoundingClientRect(), at = target.getBoundingClientRect(), wide = document.documentElement.clientWidth;
    const low = y === undefined ? at.bottom : y + 12, high = y === undefined ? at.top : y - 12;
    tip.style.left = Math.max(8, Math.min(x === undefined ? at.left : x - 20, wide - box.width - 8)) + "px";
    tip.style.top = Math.max(8, low + box.height + 10 < innerHeight ? low + 4 : high - box.height - 4) + "px";
  }
  function hide() {
    clearTimeout(coming);
    if (!tip) return;
    if (tip.marked) tip.marked.removeAttribute("aria-describedby");
    tip.remove();
    tip = about = null;
  }

  document.addEventListener("pointermove", (event) => {
    const target = event.target;
    if (event.pointerType === "touch" || !target.closest || (tip && tip.contains(target))) return;
    const lines = told(target, under(target, event.clientX, event.clientY));
    const key = lines.map((line) => line[2]).join();
    if (tip && tip.key === key) return;
    clearTimeout(coming);
    if (!lines.length) { if (tip) coming = setTimeout(hide, 250); return; }
    coming = setTimeout(() => { show(target, lines, event.clientX, event.clientY); if (tip) tip.key = key; }, 180);
  }, { passive: true });
  document.addEventListener("pointerdown", (event) => {
    const target = event.target;
    if (tip && tip.contains(target)) return;
    hide();
    if (event.pointerType !== "touch" || !target.closest) return;
    const lines = told(target, under(target, event.clientX, event.clientY));
    if (lines.length) setTimeout(() => show(target, lines, event.clientX, event.clientY), 30);
  }, { passive: true });
  const focused = (target) => { if (target.matches && target.matches(":focus-visible")) show(target, told(target, meant(target))); };
  document.addEventListener("focusin", (event) => focused(event.target));
  document.addEventListener("focusout", hide);
  document.addEventListener("keyup", (event) => { if (event.target.hasAttribute && event.target.hasAttribute("aria-activedescendant") && event.key !== "Escape") focused(event.target); });
  window.addEventListener("keydown", (event) => { if (event.key === "Escape" && tip) { hide(); event.stopImmediatePropagation(); event.preventDefault(); } }, true);
  document.addEventListener("scroll", (event) => {
    if (!tip || event.target === tip) return;
    if (about === document.activeElement) put(about); else hide();
  }, true);
}

/* What a cause in the ledger is, for one of the stocks that it moves; an empty text if the glossary does not know it. */
function peaceopsCauseWords(cause, stock) {
  const said = cause.replace(/_/g, " "), plain = (name) => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/\bNAME\b/g, ".+");
  const fits = (name) => new RegExp("^" + plain(name) + "$", "i").test(said);
  const found = PEACEOPS_GLOSSARY.find((row) => row.stocks && row.stocks.includes(stock) && row.word.split(", ").some(fits));
  return found ? found.meaning : "";
}
