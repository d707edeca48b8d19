/* The map as it is shown, with title, week, layer, scale and key drawn in, as one picture to take away. */

/* A picture of a data address, once it can be drawn. */
function peaceopsLoaded(source) {
  return new Promise((done) => {
    const image = new Image();
    image.onload = image.onerror = () => done(image);
    image.src = source;
  });
}

/* A canvas with what `shown` holds: scene, plan, look, ground (canvas), layer, week (in words), about (the scale), which
   (words on whose future it is, or empty), and entries of the key [{icon, label, count}]. */
async function peaceopsPicture(shown) {
  const { plan, look, about, scene } = shown, edge = 20, wide = Math.max(plan.width, 560) + 2 * edge;
  const icons = await Promise.all(shown.entries.map((one) => peaceopsLoaded(one.icon)));
  const canvas = document.createElement("canvas"), pen = canvas.getContext("2d"), font = ' system-ui, "Segoe UI", "DejaVu Sans", sans-serif';
  const columns = Math.max(1, Math.floor((wide - 2 * edge) / 250)), rows = Math.ceil(shown.entries.length / columns);
  const top = 92, high = top + plan.height + 18 + 22 * rows + edge, ratio = Math.max(2, window.devicePixelRatio || 1);
  canvas.width = Math.round(wide * ratio);
  canvas.height = Math.round(high * ratio);
  pen.scale(ratio, ratio);
  pen.fillStyle = look.paper;
  pen.fillRect(0, 0, wide, high);
  pen.textBaseline = "middle";
  const say = (text, x, y, size, colour, most) => { pen.font = size + font; pen.fillStyle = colour; pen.fillText(text, x, y, most); return x + pen.measureText(text).width; };
  say(scene.title, edge, 26, "700 18px", look.ink, wide - 2 * edge);
  say([shown.week, "seed " + scene.seed, shown.which].filter((one) => one).join(" · "), edge, 48, "13px", look.grey, wide - 2 * edge);
  let x = say(shown.layer, edge, 74, "600 13px", look.ink) + 14;
  if (about.swatches) about.swatches.forEach((one) => {
    pen.fillStyle = one.colour;
    pen.fillRect(x, 68, 12, 12);
    x = say(one.label, x + 17, 74, "13px", look.grey) + 12;
  });
  else {
    x = say(about.low, x, 74, "13px", look.grey) + 8;
    const ramp = pen.createLinearGradient(x, 0, x + 160, 0);
    about.colours.forEach((colour, i) => ramp.addColorStop(i / (about.colours.length - 1), colour));
    pen.fillStyle = ramp;
    pen.fillRect(x, 68, 160, 12);
    say(about.high, x + 168, 74, "13px", look.grey);
  }
  pen.drawImage(shown.ground, (wide - plan.width) / 2, top, plan.width, plan.height);
  shown.entries.forEach((one, i) => {
    const left = edge + (i % columns) * 250, y = top + plan.height + 26 + 22 * Math.floor(i / columns);
    if (icons[i].width) pen.drawImage(icons[i], left, y - 9, 18, 18);
    say(one.label + (one.count ? ": " + one.count : ""), left + 25, y, "13px", look.ink, 218);
  });
  return canvas;
}

/* Offer a canvas as a file. */
function peaceopsOffer(canvas, name) {
  return new Promise((done) => canvas.toBlob((blob) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    done(blob);
  }, "image/png"));
}
