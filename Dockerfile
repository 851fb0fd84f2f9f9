FROM node:22-slim AS browser-packages
WORKDIR /srv
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund

FROM python:3.13-slim
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DATA_DIR=/srv/var
WORKDIR /srv
RUN useradd --create-home --uid 1000 playground && chown playground /srv
COPY requirements/runtime.txt requirements/
RUN pip install --no-cache-dir --require-hashes -r requirements/runtime.txt
USER playground
COPY --chown=playground . .
COPY --from=browser-packages --chown=playground /srv/node_modules node_modules
# The keys are for these commands only; neither writes anything that depends on them. A volume at one
# of the folders belongs to whom the folder does.
RUN pybabel compile --domain django --directory playground/locale \
    && SECRET_KEY=build CREDENTIAL_KEYS=build python manage.py collectstatic --noinput \
    && mkdir -p var/batches var/images
EXPOSE 8000
CMD ["python", "-m", "playground.server", "-b", "0.0.0.0", "-p", "8000"]
