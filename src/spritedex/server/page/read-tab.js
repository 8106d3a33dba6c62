// The Read tab: takes pictures, has their types read, shows one as a card and several as a table.

import { requestJson } from "./api.js";
import { $, el, input } from "./dom.js";
import { announce, retryCountdown, showError } from "./notices.js";
import { readingCard } from "./reading-card.js";
import { drawVariation, sampleFile } from "./read-sample.js";
import { ReadingsTable } from "./readings-table.js";
import { shrunk } from "./shrink.js";
import { goTo } from "./tabs.js";

/** @import { Context, DescriptionsAnswer, Picture, ReadPicture, TypesAnswer } from "./types.js" */

const PICTURES_AT_ONCE = 8;
const NEAREST = 3;

/** @param {Context} context */
export function openReadTab(context) {
  const tab = new ReadTab(context);
  $("#sample").addEventListener("click", () => sampleFile().then((file) => tab.read([file])).catch(showError));
  for (const each of [input("choose"), input("camera")]) {
    each.addEventListener("change", () => {
      tab.read([...each.files ?? []]);
      each.value = "";
    });
  }
  const drop = $("#drop");
  document.addEventListener("dragover", (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    drop.classList.add("over");
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) drop.classList.remove("over");
  });
  document.addEventListener("drop", (event) => {
    drop.classList.remove("over");
    if (!event.dataTransfer?.files.length) return;
    event.preventDefault();
    goTo("#read");
    tab.read([...event.dataTransfer.files]);
  });
  document.addEventListener("paste", (event) => {
    if (drop.closest("[hidden]") || !event.clipboardData?.files.length) return;
    event.preventDefault();
    tab.read([...event.clipboardData.files]);
  });
}

class ReadTab {
  #context;
  /** @type {Picture[]} */
  #pictures = [];
  #reading = false;

  /** @param {Context} context */
  constructor(context) {
    this.#context = context;
  }

  /**
   * Read files and show them in place of the last ones.
   * @param {File[]} files
   */
  async read(files) {
    if (!files.length) return;
    if (this.#reading) {
      showError("Other pictures are still being read: wait, then add these again.");
      return;
    }
    this.#reading = true;
    showError("");
    /** @type {Picture[]} */
    const pictures = [];
    try {
      for (const [number, file] of files.entries()) {
        const sent = new File([await shrunk(file)], file.name || "pasted.png");
        pictures.push({ file: sent, number, url: URL.createObjectURL(file), reading: null });
      }
      await this.#request(pictures);
    } catch (error) {
      showError(error, [{ label: "Try again", run: () => this.read(files) }]);
    }
    this.#reading = false;
    $("#read-progress").textContent = "";
    release(pictures.filter(({ reading }) => !reading));
    const read = /** @type {ReadPicture[]} */ (pictures.filter(({ reading }) => reading));
    if (!read.length) return;
    this.#show(read);
    release(this.#pictures);
    this.#pictures = read;
  }

  /** @param {Picture[]} pictures */
  async #request(pictures) {
    const { picture_bytes: mostBytes, pictures: mostPictures } = this.#context.models.limits;
    for (const picture of pictures.filter(({ file }) => file.size > mostBytes)) {
      const problem = `larger than ${Math.floor(mostBytes / 2 ** 20)} MiB: make it smaller`;
      picture.reading = { name: picture.file.name, types: [], probabilities: {}, problem };
    }
    const waiting = pictures.filter(({ reading }) => !reading);
    let done = 0;
    while (done < waiting.length) {
      const which = waiting.length > 1 ? `${done + 1} of ${waiting.length} ` : "";
      $("#read-progress").textContent = `Reading ${which}…`;
      const part = fitting(waiting.slice(done, done + Math.min(PICTURES_AT_ONCE, mostPictures)), mostBytes);
      const { readings } = await readTypes(part.map(({ file }) => file));
      readings.forEach((reading, index) => { part[index].reading = reading; });
      done += part.length;
    }
  }

  /** @param {ReadPicture[]} pictures */
  #show(pictures) {
    const { typeColors, models } = this.#context;
    const vary = models.generator.accepts_options
      ? (/** @type {ReadPicture} */ { file }, /** @type {string} */ prompt) => drawVariation(this.#context, file, prompt)
      : null;
    const describe = models.classifier.can_describe ? descriptionOf : null;
    const detail = el("div", { class: "detail" });
    const show = (/** @type {ReadPicture} */ picture) => {
      const { name, problem, types } = picture.reading;
      detail.replaceChildren(readingCard(picture, typeColors, { heatmapsOf, describe, vary }));
      detail.scrollIntoView({ block: "nearest" });
      announce(`${name}: ${problem ?? types.join(" and ")}.`);
    };
    const shown = pictures.find(({ reading }) => !reading.problem) ?? pictures[0];
    if (pictures.length > 1) {
      const table = new ReadingsTable(pictures, typeColors, show);
      table.choose(shown);
      $("#readings").replaceChildren(table.element, detail);
    } else {
      show(shown);
      $("#readings").replaceChildren(detail);
    }
    $("#drop").classList.add("compact");
    const count = pictures.filter(({ reading }) => !reading.problem).length;
    if (pictures.length > 1) announce(`${count} of ${pictures.length} pictures read.`);
  }
}

/** @param {Picture[]} pictures */
function release(pictures) {
  for (const { url } of pictures) URL.revokeObjectURL(url);
}

/**
 * The heatmap of each type of a picture. Throws ApiError.
 * @param {ReadPicture} picture
 */
async function heatmapsOf({ file }) {
  const { readings: [{ heatmaps, problem }] } = await readTypes([file], "&explain=true");
  if (problem || !heatmaps) throw new Error(problem ?? "The server gave no heatmaps.");
  return heatmaps;
}

/**
 * A picture in words, asked for once. Throws ApiError.
 * @param {ReadPicture} picture
 */
async function descriptionOf(picture) {
  if (!picture.description) {
    /** @type {DescriptionsAnswer} */
    const { descriptions: [found] } = await requestJson("/v1/descriptions", asked([picture.file]));
    if (found.problem) throw new Error(found.problem);
    picture.description = found;
  }
  return picture.description;
}

/**
 * @param {File[]} files
 * @returns {Promise<TypesAnswer>}
 */
function readTypes(files, parameters = "") {
  return requestJson(`/v1/types?nearest=${NEAREST}${parameters}`, asked(files));
}

/** @param {File[]} files */
function asked(files) {
  const form = new FormData();
  for (const file of files) form.append("pictures", file);
  return { form, onRetry: retryCountdown($("#read-progress")) };
}

/**
 * As many of the first pictures as have at most `mostBytes` together, but at least one.
 * @param {Picture[]} pictures
 * @param {number} mostBytes
 */
function fitting(pictures, mostBytes) {
  let bytes = 0;
  const end = pictures.findIndex(({ file }) => (bytes += file.size) > mostBytes);
  return end < 0 ? pictures : pictures.slice(0, Math.max(end, 1));
}
