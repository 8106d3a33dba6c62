"""The API's documentation as a page, from files installed with the server. Knows no route by name."""

from typing import Any, Final

from fastapi import FastAPI, Response
from fastapi.responses import HTMLResponse, JSONResponse
from swagger_ui_bundle import swagger_ui_path  # type: ignore[import-untyped]

from spritedex.server.files import TextFiles
from spritedex.server.schemas import ExportAnswer, ProblemDocument

_PAGE: Final = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Spritedex API</title>
<link rel="stylesheet" href="/docs/files/swagger-ui.css">
<link rel="icon" href="data:,">
<main id="swagger-ui"></main>
<script src="/docs/files/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
"""
_START: Final = """SwaggerUIBundle({
  url: "/docs/openapi.json", dom_id: "#swagger-ui", validatorUrl: null, deepLinking: true,
  presets: [SwaggerUIBundle.presets.apis], layout: "BaseLayout",
});
"""
_BY_NAME: Final = (ProblemDocument, ExportAnswer)


def add(app: FastAPI) -> None:
    """Add /docs, and add to /openapi.json the schemas that routes only refer to by name."""
    make = app.openapi

    def openapi() -> dict[str, Any]:
        document = make()
        for model in _BY_NAME:
            schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
            document["components"]["schemas"] |= {**schema.pop("$defs", {}), model.__name__: schema}
        return document

    app.openapi = openapi  # type: ignore[method-assign]
    app.mount("/docs/files", TextFiles(directory=str(swagger_ui_path)), name="docs-files")

    @app.get("/docs", include_in_schema=False)
    async def page() -> HTMLResponse:
        return HTMLResponse(_PAGE)

    @app.get("/docs/start.js", include_in_schema=False)
    async def start() -> Response:
        return Response(_START, media_type="text/javascript")

    @app.get("/docs/openapi.json", include_in_schema=False)
    async def openapi_3_0() -> JSONResponse:
        return JSONResponse({**_as_3_0(app.openapi()), "openapi": "3.0.3"})


def _as_3_0(value: Any) -> Any:
    """A schema of OpenAPI 3.1 converted to 3.0, the version that the page can read."""
    if isinstance(value, list):
        return [_as_3_0(each) for each in value]
    if not isinstance(value, dict):
        return value
    values = {name: _as_3_0(each) for name, each in value.items()}
    kinds = values.get("anyOf")
    if isinstance(kinds, list) and {"type": "null"} in kinds:
        rest = [kind for kind in kinds if kind != {"type": "null"}]
        del values["anyOf"]
        values |= {**rest[0], "nullable": True} if len(rest) == 1 else {"anyOf": rest, "nullable": True}
    if isinstance(values.get("exclusiveMinimum"), int | float):
        values |= {"minimum": values["exclusiveMinimum"], "exclusiveMinimum": True}
    if isinstance(values.get("examples"), list):
        values["example"] = values.pop("examples")[0]
    if "const" in values:
        values["enum"] = [values.pop("const")]
    return values
