// Many readings as a table: sorted by any column, saved as the CSV that the command line prints.

import { isUnsure, nearOnes } from "./certainty.js";
import { $, download, el, typeBadge } from "./dom.js";
import { announce } from "./notices.js";
import { percent, pictureImage } from "./reading-card.js";

/** @import { PictureReading, ReadPicture } from "./types.js" */

/**
 * @typedef {object} Column
 * @property {string} title
 * @property {(picture: ReadPicture) => string | number} key
 * @property {boolean} [highestFirst]
 */

/** @type {Column[]} */
const COLUMNS = [
  { title: "Picture", key: ({ reading }) => reading.name.toLowerCase() },
  { title: "Types", key: ({ reading }) => reading.types.join("/") },
  { title: "Probability", key: ({ reading }) => highestProbability(reading), highestFirst: true },
  { title: "Like", key: ({ reading }) => reading.nearest?.[0]?.similarity ?? -2, highestFirst: true },
];

export class ReadingsTable {
  #typeColors;
  #show;
  /** @type {Map<ReadPicture, HTMLTableRowElement>} */
  #rows;
  #body = el("tbody");
  #heads;

  /**
   * @param {ReadPicture[]} pictures
   * @param {Record<string, string>} typeColors
   * @param {(picture: ReadPicture) => void} show called when a picture is chosen
   */
  constructor(pictures, typeColors, show) {
    this.#typeColors = typeColors;
    this.#show = show;
    this.#heads = COLUMNS.map((column) => el("th", { scope: "col" },
      el("button", { type: "button", class: "quiet", onclick: () => this.#sort(column) }, column.title)));
    this.#rows = new Map(pictures.map((picture) => [picture, this.#row(picture)]));
    this.#body.append(...this.#rows.values());
    const save = el("button", { type: "button", onclick: () => download("types.csv", this.#csv()) }, "Save as CSV");
    this.element = el("div", { class: "readings-table" },
      el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Readings" },
        el("table", {}, el("thead", {}, el("tr", {}, ...this.#heads)), this.#body)), save);
  }

  /** @param {ReadPicture} picture */
  #row(picture) {
    const { reading, url } = picture;
    const choose = el("button", { type: "button", class: "choose-picture", onclick: () => this.choose(picture) },
      pictureImage(url, ""), el("span", {}, reading.name));
    if (reading.problem) {
      return el("tr", { class: "wrong" },
        el("th", { scope: "row" }, choose), el("td", { colspan: COLUMNS.length - 1 }, reading.problem));
    }
    const [nearest] = nearOnes(reading.nearest);
    return el("tr", {}, el("th", { scope: "row" }, choose),
      el("td", {}, el("span", { class: "badges" }, ...reading.types.map((type) => typeBadge(type, this.#typeColors)))),
      el("td", { class: "number" }, percent(highestProbability(reading)),
        isUnsure(reading) && " ", isUnsure(reading) && el("span", { class: "unsure" }, "unsure")),
      el("td", {}, nearest && `${nearest.likeness} ${nearest.name}`));
  }

  /**
   * Show one of the pictures.
   * @param {ReadPicture} picture
   */
  choose(picture) {
    for (const [each, row] of this.#rows) {
      row.classList.toggle("chosen", each === picture);
      $(".choose-picture", null, row).setAttribute("aria-current", String(each === picture));
    }
    this.#show(picture);
  }

  /**
   * Numbers start with the highest, words with the first; the second time it is reversed.
   * @param {Column} column
   */
  #sort(column) {
    const head = this.#heads[COLUMNS.indexOf(column)];
    const [first, second] = column.highestFirst ? ["descending", "ascending"] : ["ascending", "descending"];
    const order = head.getAttribute("aria-sort") === first ? second : first;
    for (const each of this.#heads) each.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", order);
    const sign = order === "ascending" ? 1 : -1;
    const sorted = [...this.#rows].sort(([one], [other]) => {
      const [a, b] = [column.key(one), column.key(other)];
      return (a < b ? -1 : a > b ? 1 : one.number - other.number) * sign;
    });
    this.#body.append(...sorted.map(([, row]) => row));
    this.#body.querySelector(".chosen")?.scrollIntoView({ block: "nearest" });
    announce(`Sorted by ${column.title.toLowerCase()}, ${order}.`);
  }

  #csv() {
    const readings = [...this.#rows.keys()].map(({ reading }) => reading).filter(({ problem }) => !problem);
    const types = Object.keys(readings[0]?.probabilities ?? {});
    const withNearest = readings.some(({ nearest }) => nearest?.length);
    const rows = readings.map((reading) => [
      reading.name, reading.types.join("/"), ...(withNearest ? nearestFields(reading) : []),
      ...types.map((type) => reading.probabilities[type].toFixed(6)),
    ]);
    const lines = [["file", "types", ...(withNearest ? ["nearest", "similarity"] : []), ...types], ...rows];
    return new Blob(lines.map((row) => `${row.map(csvField).join(",")}\n`), { type: "text/csv" });
  }
}

/** @param {PictureReading} reading */
function highestProbability({ probabilities }) {
  return Math.max(...Object.values(probabilities ?? {}), -1);
}

/** @param {PictureReading} reading */
function nearestFields({ nearest = [] }) {
  return [
    nearest.map(({ name }) => name).join("; "), nearest.map(({ similarity }) => similarity.toFixed(4)).join("; "),
  ];
}

/** @param {string} value */
function csvField(value) {
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
