"""Print what a pool gets where POOL_OPTIONS leaves an option out."""

from dj_db_conn_pool.core import pool_container

defaults = pool_container.pool_default_params
print(defaults["pool_size"], defaults["max_overflow"])
#> 10 10
print(defaults["timeout"], defaults["recycle"], defaults["pre_ping"])
#> 30 900 True
