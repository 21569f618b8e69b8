"""The last module that the fork server imports: its children need not look after what is there.

Without this, each collection of garbage in a project goes through all of Django's objects, and
so makes copies of the memory that it shares with the fork server.
"""

import gc

gc.freeze()
