# `spritedex serve` from this checkout:
#
#     docker build --tag spritedex-serve .
#     docker run --rm --publish 127.0.0.1:8000:8000 --env SPRITEDEX_TOKEN \
#         --read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges spritedex-serve
#
# docs/serve.md says more.

FROM python:3.11-slim AS build

WORKDIR /source
COPY pyproject.toml constraints.txt README.md LICENSE LICENSE-APACHE NOTICE ./
COPY src src
RUN python -m venv /opt/spritedex \
    && /opt/spritedex/bin/pip install --no-cache-dir --constraint constraints.txt ".[serve]"

FROM python:3.11-slim

RUN useradd --uid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin spritedex
COPY --from=build /opt/spritedex /opt/spritedex

# /tmp is the only place that is written to: uploads while they come, sprites while they are drawn.
ENV PATH=/opt/spritedex/bin:$PATH HOME=/tmp ORT_DISABLE_TELEMETRY=1 PYTHONDONTWRITEBYTECODE=1

USER 10001:10001
WORKDIR /tmp
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD \
    ["python", "-c", "from urllib.request import ProxyHandler, build_opener; \
    build_opener(ProxyHandler({})).open('http://127.0.0.1:8000/healthz')"]
ENTRYPOINT ["spritedex", "serve", "--host", "0.0.0.0", "--port", "8000"]
