"""The gate: ordinary pytest modules that `--migrations` collects from here."""
