"""Print how many connections the pool keeps, and how many are in use."""

from dj_db_conn_pool.core import pool_container
from django.db import connection

connection.ensure_connection()
pool = pool_container.get("default")
print(pool.size())
#> 2
print(pool.checkedout())
#> 1
