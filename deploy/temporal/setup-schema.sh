#!/bin/sh
# Creates Temporal's databases and brings their schema to the version of these tools. Safe to run at every start: what
# exists is kept. temporal-sql-tool reads SQL_HOST, SQL_PORT, SQL_USER, SQL_PASSWORD and SQL_PLUGIN by itself.
set -eu

schema=${TEMPORAL_SCHEMA_DIR:-/etc/temporal/schema/postgresql/v12}

set_up() {
  temporal-sql-tool --database "$1" create-database
  # Only where there is no version yet: it leaves a higher one alone.
  temporal-sql-tool --database "$1" setup-schema --version 0.0
  temporal-sql-tool --database "$1" update-schema --schema-dir "$schema/$2/versioned"
}

set_up temporal temporal
set_up temporal_visibility visibility
