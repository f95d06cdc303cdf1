#!/bin/sh
# Creates the namespace where it does not exist. Safe to run at every start. The CLI reads TEMPORAL_ADDRESS by itself, but
# for these commands not TEMPORAL_NAMESPACE: they would be about `default`.
set -eu

# A repair resets a restock, and a reset needs its history: the server keeps it this long after the restock ended.
retention=${TEMPORAL_RETENTION:-30d}

# A server that has just started answers before it knows its namespaces.
tries=30
until temporal operator namespace describe --namespace "$TEMPORAL_NAMESPACE" --command-timeout 5s >/dev/null 2>&1; do
  problem=$(temporal operator namespace create --namespace "$TEMPORAL_NAMESPACE" --retention "$retention" \
    --command-timeout 5s 2>&1) && break
  tries=$((tries - 1))
  if [ "$tries" -eq 0 ]; then
    echo "The namespace $TEMPORAL_NAMESPACE can be neither found nor created: $problem" >&2
    exit 1
  fi
  sleep 2
done
echo "The namespace $TEMPORAL_NAMESPACE is there."
