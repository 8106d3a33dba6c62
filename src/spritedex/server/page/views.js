// Back and shiny of a sprite, drawn once when they are first wanted. Knows a card.

/** Draw back and shiny of a card's piece, where they are not there yet. Resolves to whether they are. */
export async function drawViews(card, { drawing, gallery }) {
  const { piece } = card;
  if (piece.views) return true;
  await drawing.run({ ...piece.request, count: 1, format: "png" }, "Drawing back and shiny", {
    step: ({ drawn, steps, preview }) => drawn > 0 && steps && preview && card.preview(preview),
    sprite: (sprite) => piece.takeViews(sprite.files),
  });
  if (piece.views) await gallery.keep(piece);
  await card.repaint();
  await card.refreshPalette();
  return piece.views !== null;
}

/** Whether a painter can draw this piece from behind and in rare colours. */
export function hasViews(piece) {
  const { towards, back, shiny } = piece.sprite.wish;
  return !piece.handmade && !towards && !back && !shiny;
}
