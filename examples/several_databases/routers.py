"""Send writes to the primary, and reads to the replica unless a transaction is open."""

from django.db import transaction


class PrimaryReplicaRouter:
    def db_for_read(self, model, **hints):
        # A transaction has to see what it has written itself.
        if transaction.get_connection("default").in_atomic_block:
            return "default"
        return "replica"

    def db_for_write(self, model, **hints):
        return "default"

    def allow_relation(self, obj1, obj2, **hints):
        return True  # all aliases have the same rows

    def allow_migrate(self, db, app_label, **hints):
        return db != "replica"
