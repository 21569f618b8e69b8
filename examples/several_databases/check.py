"""Print where the router sends a read, a read within a transaction, and a write."""

from django.contrib.sessions.models import Session
from django.db import router, transaction

print(Session.objects.all().db)
#> replica
with transaction.atomic():
    print(Session.objects.all().db)
    #> default
print(router.db_for_write(Session))
#> default
