/* Opening and closing of what lies over the page. One thing is open at a time; "peaceops-open" says which.

   peaceopsOpens(component, key) keeps component.open right, puts the focus into the dialog, keeps it there, gives it
   back afterwards, and closes on Escape. It returns what stops that. */
function peaceopsOpen(key) { window.dispatchEvent(new CustomEvent("peaceops-open", { detail: key || "" })); }

function peaceopsOpens(component, key, opened) {
  let before = null;
  const box = () => component.$el && component.$el.querySelector && component.$el.querySelector("[role=dialog]");
  const inside = () => Array.from(box() ? box().querySelectorAll("button,input,select,textarea,a[href],summary,[tabindex='0']") : [])
    .filter((one) => !one.disabled && one.offsetParent !== null);
  const heard = (event) => {
    const now = event.detail === key;
    if (now && !component.open) before = document.activeElement;
    const was = component.open;
    component.open = now;
    if (now && !was) {
      if (opened) opened();
      component.$nextTick(() => { const place = box(); if (place) place.focus(); });
    } else if (was && !now && before && before.focus) before.focus();
  };
  const pressed = (event) => {
    if (!component.open || !box()) return;
    if (event.key === "Escape") { peaceopsOpen(""); event.preventDefault(); return; }
    if (event.key !== "Tab") return;
    const all = inside(), first = all[0], last = all[all.length - 1];
    if (!first) return;
    const away = !box().contains(document.activeElement);
    if (event.shiftKey && (away || document.activeElement === first || document.activeElement === box())) { last.focus(); event.preventDefault(); }
    else if (!event.shiftKey && (away || document.activeElement === last)) { first.focus(); event.preventDefault(); }
  };
  window.addEventListener("peaceops-open", heard);
  window.addEventListener("keydown", pressed);
  return () => { window.removeEventListener("peaceops-open", heard); window.removeEventListener("keydown", pressed); };
}
