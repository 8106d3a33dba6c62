# `spritedex serve` from this checkout:
#
#     docker build --tag spritedex-serve .
#     docker run --rm --publish 127.0.0.1:8000:8000 --env SPRITEDEX_TOKEN \
#         --read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges spritedex-serve
#
# docs/serve.md says more.

# Name the image by its digest where each build must be the same: --build-arg PYTHON=python:3.11-slim@sha256:...
ARG PYTHON=python:3.11-slim
FROM $PYTHON AS build

WORKDIR /source
COPY pyproject.toml README.md LICENSE LICENSE-APACHE NOTICE ./
COPY locks locks
COPY src src
# Whatever is downloaded must have the SHA-256 that a lock names. The tools that build our wheel stay in this stage.
RUN python -m venv /opt/spritedex \
    && pip install --no-cache-dir --no-deps --require-hashes -r locks/build.txt \
    && pip wheel --no-cache-dir --no-deps --no-build-isolation --wheel-dir wheels . \
    && /opt/spritedex/bin/pip install --no-cache-dir --no-deps --require-hashes -r locks/serve.txt \
    && /opt/spritedex/bin/pip install --no-cache-dir --no-deps wheels/*.whl

FROM $PYTHON

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
