#!/bin/sh
# Bring the database to the chain's head, then serve.
set -eu

# Containers that start together migrate at the same time. PostgreSQL lets one of them win and rolls the others'
# transactions back; tried again, they find nothing left to do. What fails for another reason fails each time.
attempts=5
until flask db upgrade; do
    attempts=$((attempts - 1))
    [ "$attempts" -gt 0 ] || exit 1
    sleep 1
done

flask seed
exec gunicorn --bind 0.0.0.0:8000 "app:create_app()"
