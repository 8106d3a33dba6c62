"""What is done to the shapes of a sketch: parts, marks, clothes, poses, company. Knows no noun."""
