"""`single-head`: the chain ends in more than one head, so `flask db upgrade` stops with an error.

Two branches of development each added a revision after the same one, and both were merged.
"""

from pytest_flask_migrate.findings import Finding
from pytest_flask_migrate.models import Chain

RULE = "single-head"


def judge(chain: Chain) -> list[Finding]:
    """Return one finding if the chain has more than one head, naming each one's file."""
    if len(chain.heads) == 1:
        return []
    files = " and ".join(f"{head.id} ({head.file})" for head in chain.heads)
    message = f"the chain has {len(chain.heads)} heads, {files}, and flask db upgrade refuses to choose"
    return [Finding(RULE, "", chain.heads[-1].file, None, message, "flask db merge heads")]
