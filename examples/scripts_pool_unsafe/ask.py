"""Query the database from a script of its own, and leave the pool open."""

import django
from django.db import connection

django.setup()

with connection.cursor() as cursor:
    cursor.execute("SELECT 1")
    print(cursor.fetchone()[0])
