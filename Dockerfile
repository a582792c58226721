FROM python:3.13-slim AS build
COPY requirements-app.txt .
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes -r requirements-app.txt

FROM python:3.13-slim
RUN useradd --system --create-home app
WORKDIR /srv
ENV PATH=/venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
COPY --from=build /venv /venv
COPY run.sh .
COPY migrations migrations
COPY app app
USER app
EXPOSE 8000
# Whether the process lives; a restart would not mend a database that is away.
HEALTHCHECK --interval=5s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["./run.sh"]
