"""Listen on the direct alias for what is announced on the pooled one."""

from django.db import connections

with connections["direct"].cursor() as cursor:
    cursor.execute("LISTEN news")

with connections["default"].cursor() as cursor:
    cursor.execute("NOTIFY news, 'hello'")

direct = connections["direct"].connection
for notification in direct.notifies(timeout=5, stop_after=1):
    print(notification.payload)
    #> hello
