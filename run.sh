#!/bin/sh
# Bring the database to the chain's head, then serve.
set -eu

# Containers that start together migrate at the same time. PostgreSQL lets one of them win and rolls
# the others back whole; tried again, they find nothing left to do.
attempts=5
until flask db upgrade; do
    attempts=$((attempts - 1))
    [ "$attempts" -gt 0 ] || exit 1
    sleep 1
done

flask seed
exec gunicorn --bind 0.0.0.0:8000 "app:create_app()"
