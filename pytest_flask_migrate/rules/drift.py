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
    differences = tuple(f"from the models to the chain: {one}" for one in drift.differences)
    if drift.pending:
        message = f"the models and the migrations disagree, autogenerate finds: {summary(drift.pending)}"
        instead = "flask db migrate, and read what it writes"
    elif differences:
        message = f"what the chain makes is not what the models make; {summary(differences)}"
        instead = "write the same into the model and into a migration, by the same name"
    elif drift.failed:
        message = f"the models cannot be created in an empty database: {drift.failed}"
        instead = "let db.create_all() pass, so that models and migrations can be compared"
    else:
        return []
    return [Finding(RULE, "", chain.folder, None, message, instead, (*drift.pending, *differences))]
