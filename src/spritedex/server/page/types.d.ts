// Types of the page: the documents of the HTTP API (server/schemas.py has their meaning) and what modules share.

import type { Between } from "./between.js";
import type { DrawForm } from "./draw-form.js";
import type { Gallery } from "./gallery.js";
import type { GalleryTab } from "./gallery-tab.js";
import type { Generation } from "./generation.js";
import type { History } from "./history.js";
import type { Results } from "./results.js";

// Documents of the API

export interface SpriteRequest {
  prompt?: string;
  count?: number | null;
  seed?: number;
  style?: string;
  types?: string[];
  color?: string;
  shape?: string;
  size?: string;
  negative_prompt?: string;
  num_steps?: number | null;
  guidance_scale?: number | null;
  back?: boolean;
  shiny?: boolean;
  init?: string | null;
  strength?: number | null;
  mask?: string | null;
  between?: [string, string] | null;
  frames?: number | null;
  variation_of?: string | null;
  best_of?: number | null;
  novel?: boolean;
  tries?: number | null;
  format?: string | null;
  palette?: string[] | null;
  attention?: boolean;
  sketch?: string;
  line?: number | null;
  evolve?: string | null;
}

export interface ExportRequest {
  format: string;
  name: string;
  front: string;
  back?: string | null;
  shiny?: string | null;
  second?: string | null;
  ground?: string;
  palette?: string[] | null;
  scale?: number;
}

/** `data` is base64. */
export interface File {
  name: string;
  media_type: string;
  data: string;
}

export interface Identity {
  name: string;
  sha256: string;
}

export interface Known {
  number: number;
  name: string;
  similarity: number;
  types: string[];
  likeness?: string;
}

/** `heatmap` has rows of numbers from 0, from the top. */
export interface Word {
  word: string;
  share: number;
  heatmap: number[][];
}

/** The options of a sprite that differ from the defaults. */
export interface Options {
  style?: string;
  back?: boolean;
  shiny?: boolean;
  num_steps?: number;
  guidance_scale?: number;
  negative_prompt?: string;
  towards_prompt?: string;
  mix?: number;
  init?: string;
  strength?: number;
  mask?: string;
  known?: string;
  relation?: string;
  stage?: number;
  varies?: number[];
  base?: Record<string, unknown>;
  colors?: string[];
  palette?: string[];
  sketch?: string;
}

/** What a prompt asks for, as far as the model knows its words. */
export interface Understood {
  subject?: string;
  colors?: string[];
  size?: string;
  types?: string[];
  parts?: string[];
  back?: boolean;
  shiny?: boolean;
  unknown?: string[];
}

/** A sprite as the API gives it. */
export interface SpriteData {
  prompt: string;
  seed: number;
  understood?: Understood;
  options: Options;
  bundle: Identity;
  classifier: Identity | null;
  types?: string[];
  unsure?: boolean;
  probabilities?: Record<string, number>;
  nearest?: Known[];
  palette?: string[] | null;
  shiny_palette?: string[] | null;
  format?: string | null;
  entry?: Record<string, unknown> | null;
  snippet?: string | null;
  score?: number | null;
  novel?: Record<string, unknown> | null;
  notes?: string[];
  files: File[];
  words?: Word[] | null;
  sketch?: string;
  redrawn?: string;
}

export interface Detail {
  where: string;
  what: string;
}

export interface ProblemDocument {
  type: string;
  title: string;
  status: number;
  detail: string;
  errors?: Detail[];
}

/** `preview` is a PNG in base64 after `step` of `num_steps`; both are 0 where a picture is finished. */
export interface Progress {
  seed: number;
  finished: number;
  total: number;
  step: number;
  num_steps: number;
  preview: string;
}

export interface PictureReading {
  name: string;
  types: string[];
  unsure?: boolean;
  probabilities: Record<string, number>;
  nearest?: Known[];
  notes?: string[];
  heatmaps?: Record<string, number[][]> | null;
  problem?: string | null;
}

export interface TypesAnswer {
  readings: PictureReading[];
}

export interface PictureDescription {
  name: string;
  text: string;
  subject: string;
  subjects: Record<string, number>;
  colors: Record<string, number>;
  size: Record<string, number>;
  build: Record<string, number>;
  features: Record<string, number>;
  types: string[];
  unsure: boolean;
  probabilities: Record<string, number>;
  notes: string[];
  problem: string | null;
}

export interface DescriptionsAnswer {
  descriptions: PictureDescription[];
}

export interface ExportAnswer {
  files: File[];
  palette: string[];
  shiny_palette: string[];
  notes: string[];
  entry: Record<string, unknown>;
  snippet: string;
}

export interface GeneratorInfo {
  name: string;
  kind: string;
  sha256: string;
  accepts_options: boolean;
  styles: string[];
  num_steps: number | null;
  guidance_scale: number | null;
  license: string;
}

export interface ClassifierInfo {
  name: string;
  sha256: string;
  has_gallery: boolean;
  can_describe: boolean;
}

export interface TypeInfo {
  name: string;
  color: string;
}

export interface Limits {
  count: number;
  prompt: number;
  pictures: number;
  explained: number;
  num_steps: number;
  frames: number;
  best_of: number;
  drawings: number;
  picture_bytes: number;
}

export interface ModelsAnswer {
  generator: GeneratorInfo;
  classifier: ClassifierInfo;
  types: TypeInfo[];
  colors: string[];
  shapes: string[];
  sizes: string[];
  formats: string[];
  limits: Limits;
}

export interface SketchInfo {
  name: string;
  nouns: string[];
}

export interface SketchesAnswer {
  sketches: SketchInfo[];
}

export type StreamEvent =
  | { event: "queued"; data: { waiting: number } }
  | { event: "step"; data: Progress }
  | { event: "sprite"; data: SpriteData }
  | { event: "problem"; data: Detail }
  | { event: "note"; data: { text: string } }
  | { event: "error"; data: ProblemDocument }
  | { event: "end"; data: { sprites: number } };

// What modules share

/** The four pictures of a sprite. */
export type ImageName = "front" | "back" | "shiny" | "back-shiny";

/** PNGs in base64 in one palette, as games need them; `front` differs a little from the front that was drawn first. */
export type Images = Record<ImageName, string>;

/** Colors changed by hand: #rrggbb -> #rrggbb. */
export type Swaps = Record<string, string>;

export interface Edits {
  normal: Swaps;
  shiny: Swaps;
}

/**
 * The sprites of one request: `id` is the time of it in milliseconds, `address` the link that draws it again, and
 * `swaps` the colors that the link changes.
 */
export interface Batch {
  id: number;
  title: string;
  prompt: string;
  address?: string;
  swaps?: Swaps;
}

/** A sprite as the gallery stores it. */
export interface SpriteRecord {
  id?: IDBValidKey;
  data: SpriteData;
  batch: Batch;
  created?: number;
  images?: Images | null;
  edits?: Edits;
  painted?: boolean;
  favorite?: boolean;
  /** Given by hand; empty for the one that is proposed. */
  name?: string;
}

/** Fields of the Draw tab's form as texts: types with commas between. */
export type FormValues = {
  [Name in "prompt" | "seed" | "count" | "style" | "types" | "color" | "shape" | "size" | "negative_prompt"
    | "num_steps" | "guidance_scale" | "novel" | "best_of" | "locked" | "sketch"]?: string;
};

/** The parts of the page, for modules that need several of them. */
export interface Context {
  models: ModelsAnswer;
  typeColors: Record<string, string>;
  generation: Generation;
  results: Results;
  between: Between;
  gallery: Gallery;
  galleryTab: GalleryTab;
  history: History;
  form: DrawForm;
}

/** A picture to read: `url` shows it, `reading` is null until it is read. */
export interface Picture {
  file: globalThis.File;
  number: number;
  url: string;
  reading: PictureReading | null;
  heatmaps?: Record<string, number[][]>;
  description?: PictureDescription;
}

export type ReadPicture = Picture & { reading: PictureReading };

// Elements

export type AttributeName =
  | "accept" | "alt" | "autocomplete" | "checked" | "class" | "colspan" | "datetime" | "dir" | "disabled" | "download"
  | "for" | "height" | "hidden" | "href" | "id" | "loading" | "max" | "maxlength" | "method" | "min" | "name" | "pattern" | "placeholder" | "required"
  | "role" | "rows" | "scope" | "spellcheck" | "src" | "step" | "tabindex" | "title" | "type" | "value" | "width"
  | `aria-${string}`;

export type Listeners<E extends Element> = {
  [Name in keyof HTMLElementEventMap as `on${Name}`]?: (
    event: HTMLElementEventMap[Name] & { currentTarget: E },
  ) => void;
};

export type Attributes<E extends Element> = Listeners<E> & {
  [Name in AttributeName]?: string | number | boolean | null;
};

export type Child = Node | string | null | undefined | false;
