"""What a sentence says, for sketches: subjects, parts, colors, company. Knows no shape."""
