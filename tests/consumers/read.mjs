// Reads exported files with the libraries that games use, and prints what they find as JSON: read.mjs FOLDER NAME.

import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

import Ajv from "ajv";
import AseParser from "ase-parser";

globalThis.navigator ??= { userAgent: "" };
const { Spritesheet, Texture, TextureSource } = await import("pixi.js");

const [folder, name] = process.argv.slice(2);
const bytes = (suffix) => fs.readFileSync(path.join(folder, name + suffix));
const json = (suffix) => JSON.parse(bytes(suffix));

const schema = createRequire(import.meta.url).resolve("@kayahr/aseprite/aseprite.schema.json");
const check = new Ajv({ allErrors: true, strict: false }).compile(JSON.parse(fs.readFileSync(schema, "utf8")));

const sheet = json("-sheet-pixi.json");
const source = new TextureSource({ width: sheet.meta.size.w, height: sheet.meta.size.h });
const pixi = new Spritesheet(new Texture({ source }), sheet);
const textures = await pixi.parse();

const drawing = new AseParser(bytes(".aseprite"), `${name}.aseprite`);
drawing.parse();

console.log(JSON.stringify({
  schema: check(json("-sheet.json")) ? [] : check.errors,
  pixi: {
    textures: Object.keys(textures),
    animations: Object.fromEntries(Object.entries(pixi.animations).map(([tag, frames]) => [tag, frames.length])),
  },
  aseprite: {
    size: [drawing.width, drawing.height],
    tags: drawing.tags.map((tag) => [tag.name, tag.from, tag.to]),
    colors: drawing.palette.colors.length,
    durations: drawing.frames.map((frame) => frame.frameDuration),
    first: Buffer.from(drawing.frames[0].cels[0].rawCelData).toString("base64"),
  },
}));
