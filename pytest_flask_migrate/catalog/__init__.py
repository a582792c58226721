"""What PostgreSQL says it holds, object by object, and the difference of two such pictures.

`picture` reads `pg_catalog` in one statement and gives a `Catalog`; `difference` compares two of them.
"""

from pytest_flask_migrate.catalog.comparison import Difference, difference
from pytest_flask_migrate.catalog.objects import Catalog, Object, Properties, Value, shortened
from pytest_flask_migrate.catalog.reader import picture

__all__ = ["Catalog", "Difference", "Object", "Properties", "Value", "difference", "picture", "shortened"]
