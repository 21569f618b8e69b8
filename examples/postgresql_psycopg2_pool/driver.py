"""Print the PostgreSQL driver that Django has loaded."""

from django.db import connection

print(connection.Database.__name__)
