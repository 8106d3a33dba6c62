// The room Read: takes pictures in, has them read, shows one as a card and several as a table. Knows no drawing.

import { ask } from "./api.js";
import { $, complain, countingIn, el, say } from "./dom.js";
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
    if (!files.length) return;
    if (this.#reading) {
      complain("The pictures before are still being read: give these again when they are done.");
      return;
    }
    this.#reading = true;
    complain("");
    const items = files.map((file, number) => ({ file, number, url: URL.createObjectURL(file), reading: null }));
    try {
      await this.#ask(items);
    } catch (error) {
      complain(error.message);
    }
    this.#reading = false;
    $("#read-progress").textContent = "";
    forget(items.filter(({ reading }) => !reading));
    const read = items.filter(({ reading }) => reading);
    if (!read.length) return;
    this.#show(read);
    forget(this.#items);
    this.#items = read;
  }

  async #ask(items) {
    const { picture_bytes: most, pictures } = this.#models.limits;
    for (const item of items.filter(({ file }) => file.size > most)) {
      const problem = `larger than ${Math.floor(most / 2 ** 20)} MiB; make it smaller`;
      item.reading = { name: item.file.name, types: [], problem };
    }
    const waiting = items.filter(({ reading }) => !reading);
    let done = 0;
    while (done < waiting.length) {
      const which = waiting.length > 1 ? `${done + 1} of ${waiting.length} ` : "";
      $("#read-progress").textContent = `Reading ${which}…`;
      const part = together(waiting.slice(done, done + Math.min(AT_ONCE, pictures)), most);
      const { readings } = await send(part.map(({ file }) => file));
      readings.forEach((reading, index) => { part[index].reading = reading; });
      done += part.length;
    }
  }

  #show(items) {
    const [first] = items;
    const several = items.length > 1;
    const detail = el("div", { class: "detail" });
    const look = (item) => {
      detail.replaceChildren(readingCard(item, this.#colours, explained));
      detail.scrollIntoView({ block: "nearest" });
      say(`${item.reading.name}: ${item.reading.problem ?? item.reading.types.join(" and ")}.`);
    };
    const best = items.find(({ reading }) => !reading.problem) ?? first;
    if (several) {
      const table = new Table(items, this.#colours, look);
      table.choose(best);
      $("#readings").replaceChildren(table.element, detail);
    } else {
      look(best);
      $("#readings").replaceChildren(detail);
    }
    $("#drop").classList.add("compact");
    const read = items.filter(({ reading }) => !reading.problem).length;
    if (several) say(`${read} of ${items.length} pictures read.`);
  }
}

function forget(items) {
  items.forEach(({ url }) => URL.revokeObjectURL(url));
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
  return ask(`/v1/types?nearest=${NEAREST}${also}`, { form, waiting: countingIn($("#read-progress")) });
}

/** As many of the items as have at most `most` bytes together, but one at least. */
function together(items, most) {
  let bytes = 0;
  const end = items.findIndex(({ file }) => (bytes += file.size) > most);
  return end < 0 ? items : items.slice(0, Math.max(end, 1));
}
