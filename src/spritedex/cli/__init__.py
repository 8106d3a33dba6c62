"""Front ends: parse, call, print. Know nothing of models or files beyond what a workflow asks for."""
