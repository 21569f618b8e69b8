"""Query the database from a script of its own, and close the pool at the end."""

import django
from django.db import connection, connections

django.setup()

try:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        print(cursor.fetchone()[0])
finally:
    connections.close_all()
    connection.close_pool()
