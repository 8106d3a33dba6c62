// What was read in one picture: badges, calibrated bars, heat maps on demand, the nearest known species. Asks nothing
// itself.

import { badge, el, say } from "./dom.js";
import { evidence, heatCanvas } from "./pixels.js";

const SHOWN = 5;
const SMALL = 128;

/** The card of an item { file, url, reading }; `explained(item)` resolves to its heat maps. */
export function readingCard(item, colours, explained) {
  const { reading, url } = item;
  const heat = heatCanvas();
  const picture = el("div", { class: "picture" }, shownPicture(url, reading.name), heat);
  if (reading.problem) {
    return el("article", { class: "read-card" }, picture,
      el("div", {}, el("h2", {}, reading.name), el("p", { class: "wrong" }, reading.problem)));
  }
  return el("article", { class: "read-card" }, picture, el("div", {},
    el("h2", {}, reading.name),
    el("p", { class: "badges" }, ...reading.types.map((name) => badge(name, colours))),
    bars(reading, colours),
    evidenceButtons(item, heat, explained),
    nearest(reading.nearest, colours),
    reading.notes?.length ? el("ul", { class: "notes" }, ...reading.notes.map((text) => el("li", {}, text))) : null));
}

function bars({ probabilities, types }, colours) {
  const sorted = Object.entries(probabilities).sort(([, one], [, other]) => other - one);
  const rows = ([name, chance]) => {
    const fill = el("span", { class: "fill" });
    fill.style.width = `${chance * 100}%`;
    fill.style.background = colours[name];
    return el("li", { class: types.includes(name) ? "given" : null },
      el("span", {}, name), el("span", { class: "track" }, fill), el("span", { class: "number" }, percent(chance)));
  };
  return el("div", {},
    el("ul", { class: "bars", "aria-label": "Probabilities" }, ...sorted.slice(0, SHOWN).map(rows)),
    el("details", { class: "fold small" }, el("summary", {}, "All 18 types"),
      el("div", {}, el("ul", { class: "bars" }, ...sorted.slice(SHOWN).map(rows)))));
}

/** One toggle for each type that was read: lays its map over the picture. The maps are asked for once. */
function evidenceButtons(item, heat, explained) {
  const legend = el("p", { class: "hint", hidden: true },
    el("span", { class: "warm" }, "warm"), " speaks for it, ", el("span", { class: "cold" }, "cold"), " against it");
  const wrong = el("p", { class: "wrong", role: "alert" });
  let busy = false;
  const buttons = item.reading.types.map((name) => el("button", {
    type: "button", "aria-pressed": "false", onclick: ({ currentTarget }) => toggle(name, currentTarget),
  }, `What speaks for ${name}?`));

  async function toggle(name, button) {
    const shown = button.getAttribute("aria-pressed") === "true";
    if (busy) return;
    wrong.textContent = "";
    if (!shown && !item.heat) {
      busy = true;
      button.classList.add("waiting");
      say("Looking.");
      try {
        item.heat = await explained(item);
      } catch (error) {
        wrong.textContent = error.message;
      }
      busy = false;
      button.classList.remove("waiting");
      if (!item.heat) return;
    }
    buttons.forEach((other) => other.setAttribute("aria-pressed", other === button && !shown));
    heat.hidden = shown;
    legend.hidden = shown;
    if (!shown) evidence(heat, item.heat[name]);
    if (!shown) say(`The map of ${name} lies over the picture: ${strongest(item.heat[name])} speaks for it most.`);
  }
  return el("div", { class: "evidence" }, ...buttons, legend, wrong);
}

/** Where a map is highest, in words. */
function strongest(rows) {
  const flat = rows.flat();
  const at = flat.indexOf(Math.max(...flat));
  const third = (place, side) => Math.min(2, Math.floor((place * 3) / side));
  const row = ["the top", "the middle", "the bottom"][third(Math.floor(at / rows[0].length), rows.length)];
  return `${row}${[" left", "", " right"][third(at % rows[0].length, rows[0].length)]}`;
}

function nearest(known, colours) {
  if (!known?.length) return null;
  const rows = known.map(({ name, similarity, types }) => el("li", {},
    el("b", {}, name), el("span", { class: "number" }, similarity.toFixed(2)),
    el("span", { class: "badges" }, ...types.map((type) => badge(type, colours)))));
  return el("div", {}, el("h3", {}, "Nearest known creatures"), el("ol", { class: "known" }, ...rows));
}

/** A picture; small ones keep sharp pixels, and what is no picture is left out. */
export function shownPicture(url, alt) {
  return el("img", {
    src: url, alt, onerror: ({ target }) => target.remove(),
    onload: ({ target }) => target.classList.toggle("sharp", target.naturalWidth <= SMALL),
  });
}

/** A probability in [0, 1] as text. */
export function percent(chance) {
  return chance > 0 && chance < 0.01 ? "<1 %" : `${Math.round(chance * 100)} %`;
}
