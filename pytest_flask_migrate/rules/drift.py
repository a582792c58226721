"""`drift`: the models and the migrations disagree.

Either autogenerate still finds something to do, or what the chain makes is not what `create_all` makes from the
models in a database beside it: autogenerate does not look at CHECK constraints, sequences or enum labels.
"""

from pytest_flask_migrate.findings import Finding
from pytest_flask_migrate.models import Chain
from pytest_flask_migrate.rules.words import summary

RULE = "drift"


def judge(chain: Chain) -> list[Finding]:
    """Return what autogenerate would write, and what else differs from the models."""
    drift = chain.drift
    if drift is None:
        return []
    found = []
    if drift.pending:
        message = f"the models and the migrations disagree, autogenerate finds: {summary(drift.pending)}"
        found.append(_finding(chain, message, "flask db migrate, and read what it writes", drift.pending))
    if drift.differences:
        said = summary(drift.differences)
        message = f"what the chain makes is not what the models make; coming from the models: {said}"
        instead = "write the same into the model and into a migration, by the same name"
        found.append(_finding(chain, message, instead, tuple(str(one) for one in drift.differences)))
    if drift.failed:
        found.append(_finding(chain, drift.failed, "let the models' metadata create itself", ()))
    return found


def _finding(chain: Chain, message: str, instead: str, details: tuple[str, ...]) -> Finding:
    return Finding(RULE, "", chain.folder, None, message, instead, details)
