# One image for the API, the worker, the migrations and the simulated factory: they share the code and differ in the
# command (docker-compose.yml). Debian, because the Temporal worker has no build for musl (Alpine).
FROM node:24-bookworm-slim AS base
WORKDIR /app

FROM base AS dependencies
COPY package.json package-lock.json .npmrc ./
# Without the development dependencies, Node among them: the image brings its own.
RUN npm ci --omit=dev --no-audit --no-fund && npm cache clean --force

# Bundles the workflows once, here: a worker from a bundle starts in half a second, and all run the same code. Builds the
# console's pages too, for which the development dependencies are needed.
FROM base AS build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --include=dev --ignore-scripts --no-audit --no-fund && npm cache clean --force
COPY tsconfig.json ./
COPY scripts ./scripts
COPY src ./src
RUN node scripts/build.ts

FROM base AS runtime
# A small young generation, and for the threads of the collector no heaps of their own to leave half empty.
ENV NODE_ENV=production \
    NODE_OPTIONS=--max-semi-space-size=4 \
    MALLOC_ARENA_MAX=2 \
    WORKFLOW_BUNDLE=/app/dist/workflow-bundle.js
# The only place to write; a new volume takes its owner from here.
RUN install --directory --owner=node --group=node /data
COPY package.json ./
COPY --from=dependencies /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY src ./src
# `docker compose exec api restock status`
RUN ln --symbolic /app/src/cli/restock.mjs /usr/local/bin/restock
USER node
EXPOSE 3000 3001 4000
CMD ["node", "src/api/server.ts"]
