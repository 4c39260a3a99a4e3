# The application image. The database is another container: see docker-compose.yml.
FROM python:3.12-slim-bookworm AS build
WORKDIR /srv/proxilieux
COPY requirements/run.lock requirements/run.lock
RUN python -m venv /opt/venv \
 && /opt/venv/bin/pip install --no-cache-dir --require-hashes -r requirements/run.lock
COPY . .
RUN /opt/venv/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.12-slim-bookworm
COPY --from=build /opt/venv /opt/venv
RUN useradd --system --no-create-home proxilieux
USER proxilieux
ENV HOST=0.0.0.0 PORT=8000 PYTHONUNBUFFERED=1
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=120s --retries=6 \
  CMD ["/opt/venv/bin/python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/health/ready', timeout=4)"]
ENTRYPOINT ["/opt/venv/bin/proxilieux"]
CMD ["serve"]
