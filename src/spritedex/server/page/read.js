// The room Read: takes pictures in, has them read, shows one as a card and several as a table. Knows no drawing.

import { ask } from "./api.js";
import { $, complain, el, say } from "./dom.js";
import { readingCard } from "./reading.js";
import { Table } from "./table.js";

const AT_ONCE = 8;
const NEAREST = 3;

/** Make the room work. */
export function openRead(models, colours) {
  const room = new Room(models, colours);
  for (const input of [$("#choose"), $("#camera")]) {
    input.addEventListener("change", () => {
      room.read([...input.files]);
      input.value = "";
    });
  }
  const drop = $("#drop");
  document.addEventListener("dragover", (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    drop.classList.add("over");
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) drop.classList.remove("over");
  });
  document.addEventListener("drop", (event) => {
    drop.classList.remove("over");
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    location.hash = "#read";
    room.read([...event.dataTransfer.files]);
  });
  document.addEventListener("paste", (event) => {
    if (drop.closest("[hidden]") || !event.clipboardData.files.length) return;
    event.preventDefault();
    room.read([...event.clipboardData.files]);
  });
}

class Room {
  #models;
  #colours;
  #items = [];
  #reading = false;

  constructor(models, colours) {
    this.#models = models;
    this.#colours = colours;
  }

  /** Read files in place of those that were read before. */
  async read(files) {
    if (!files.length || this.#reading) return;
    this.#reading = true;
    complain("");
    this.#items.forEach(({ url }) => URL.revokeObjectURL(url));
    this.#items = files.map((file, number) => ({ file, number, url: URL.createObjectURL(file), reading: null }));
    try {
      await this.#ask();
    } catch (error) {
      complain(error.message);
    }
    this.#reading = false;
    this.#items = this.#items.filter(({ reading }) => reading);
    $("#read-progress").textContent = "";
    if (this.#items.length) this.#show();
  }

  async #ask() {
    const { picture_bytes: most } = this.#models.limits;
    for (const item of this.#items.filter(({ file }) => file.size > most)) {
      const problem = `larger than ${Math.floor(most / 2 ** 20)} MiB; make it smaller`;
      item.reading = { name: item.file.name, types: [], problem };
    }
    const waiting = this.#items.filter(({ reading }) => !reading);
    let done = 0;
    while (done < waiting.length) {
      const which = waiting.length > 1 ? `${done + 1} of ${waiting.length} ` : "";
      $("#read-progress").textContent = `Reading ${which}…`;
      const part = together(waiting.slice(done, done + Math.min(AT_ONCE, this.#models.limits.pictures)), most);
      const { readings } = await send(part.map(({ file }) => file));
      readings.forEach((reading, index) => { part[index].reading = reading; });
      done += part.length;
    }
  }

  #show() {
    const [first] = this.#items;
    const several = this.#items.length > 1;
    const detail = el("div", { class: "detail" });
    const look = (item) => detail.replaceChildren(readingCard(item, this.#colours, explained));
    const best = this.#items.find(({ reading }) => !reading.problem) ?? first;
    if (several) {
      const table = new Table(this.#items, this.#colours, look);
      table.choose(best);
      $("#readings").replaceChildren(table.element, detail);
    } else {
      look(best);
      $("#readings").replaceChildren(detail);
    }
    $("#drop").classList.add("compact");
    const read = this.#items.filter(({ reading }) => !reading.problem).length;
    say(several ? `${read} of ${this.#items.length} pictures read.`
      : first.reading.problem ?? `${first.reading.types.join(" and ")}.`);
  }
}

/** Maps of what spoke for the types of a picture: type -> rows of numbers. Throws Refused. */
async function explained({ file }) {
  const { readings: [{ heat, problem }] } = await send([file], "&explain=true");
  if (problem) throw new Error(problem);
  return heat;
}

function send(files, also = "") {
  const form = new FormData();
  for (const file of files) form.append("pictures", file, file.name || "pasted.png");
  return ask(`/v1/types?nearest=${NEAREST}${also}`, { form });
}

/** As many of the items as have at most `most` bytes together, but one at least. */
function together(items, most) {
  let bytes = 0;
  const end = items.findIndex(({ file }) => (bytes += file.size) > most);
  return end < 0 ? items : items.slice(0, Math.max(end, 1));
}
