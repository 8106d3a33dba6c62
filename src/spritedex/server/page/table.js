// Many readings as a table: sorted by any column, saved as the CSV that the command line prints. Asks nothing.

import { $, badge, download, el, say } from "./dom.js";
import { percent, shownPicture } from "./reading.js";

const COLUMNS = [
  { title: "Picture", key: ({ reading }) => reading.name.toLowerCase() },
  { title: "Types", key: ({ reading }) => reading.types.join("/") },
  { title: "Probability", key: ({ reading }) => surest(reading), falling: true },
  { title: "Nearest", key: ({ reading }) => reading.nearest?.[0]?.name ?? "" },
  { title: "Similarity", key: ({ reading }) => reading.nearest?.[0]?.similarity ?? -2, falling: true },
];

const OTHER = { ascending: "descending", descending: "ascending" };

export class Table {
  #items;
  #colours;
  #look;
  #rows = new Map();
  #body = el("tbody");
  #heads;

  /** `look(item)` is called when a picture is chosen. */
  constructor(items, colours, look) {
    this.#items = items;
    this.#colours = colours;
    this.#look = look;
    this.#heads = COLUMNS.map((column) => el("th", { scope: "col" },
      el("button", { type: "button", class: "quiet", onclick: () => this.#sort(column) }, column.title)));
    for (const item of items) this.#rows.set(item, this.#row(item));
    this.#body.append(...this.#rows.values());
    const save = el("button", { type: "button", onclick: () => download("types.csv", this.#csv()) }, "Save as CSV");
    this.element = el("div", { class: "table" },
      el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Readings" },
        el("table", {}, el("thead", {}, el("tr", {}, ...this.#heads)), this.#body)), save);
  }

  #row(item) {
    const { reading, url } = item;
    const name = el("button", { type: "button", class: "pick", onclick: () => this.choose(item) },
      shownPicture(url, ""), el("span", {}, reading.name));
    if (reading.problem) {
      return el("tr", { class: "wrong" }, el("th", { scope: "row" }, name), el("td", { colspan: 4 }, reading.problem));
    }
    const [known] = reading.nearest ?? [];
    return el("tr", {}, el("th", { scope: "row" }, name),
      el("td", {}, el("span", { class: "badges" }, ...reading.types.map((type) => badge(type, this.#colours)))),
      el("td", { class: "number" }, percent(surest(reading))),
      el("td", {}, known?.name ?? ""), el("td", { class: "number" }, known?.similarity.toFixed(2) ?? ""));
  }

  /** Show one of the pictures. */
  choose(item) {
    for (const [each, row] of this.#rows) {
      row.classList.toggle("chosen", each === item);
      $(".pick", row).setAttribute("aria-current", each === item);
    }
    this.#look(item);
  }

  /** Numbers begin with the highest, words with the first; a second time it is the other way round. */
  #sort(column) {
    const head = this.#heads[COLUMNS.indexOf(column)];
    const first = column.falling ? "descending" : "ascending";
    const order = head.getAttribute("aria-sort") === first ? OTHER[first] : first;
    this.#heads.forEach((each) => each.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", order);
    const sign = order === "ascending" ? 1 : -1;
    const compare = (one, other) => {
      const [a, b] = [column.key(one), column.key(other)];
      return (a < b ? -1 : a > b ? 1 : one.number - other.number) * sign;
    };
    this.#body.append(...[...this.#items].sort(compare).map((item) => this.#rows.get(item)));
    $(".chosen", this.#body)?.scrollIntoView({ block: "nearest" });
    say(`Sorted by ${column.title.toLowerCase()}, ${order}.`);
  }

  #csv() {
    const read = this.#items.map(({ reading }) => reading).filter(({ problem }) => !problem);
    const names = Object.keys(read[0]?.probabilities ?? {});
    const known = read.some(({ nearest }) => nearest?.length);
    const rows = read.map(({ name, types, nearest, probabilities }) => [
      name, types.join("/"),
      ...(known ? [list(nearest, (like) => like.name), list(nearest, (like) => like.similarity.toFixed(4))] : []),
      ...names.map((type) => probabilities[type].toFixed(6)),
    ]);
    const lines = [["file", "types", ...(known ? ["nearest", "similarity"] : []), ...names], ...rows];
    return new Blob(lines.map((row) => `${row.map(quoted).join(",")}\n`), { type: "text/csv" });
  }
}

function surest({ probabilities = {} }) {
  return Math.max(...Object.values(probabilities), -1);
}

function list(known, part) {
  return known.map(part).join("; ");
}

function quoted(value) {
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
