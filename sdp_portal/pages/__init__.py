"""The page layer: a cache of finished public pages in front of Django.

A public page is the same for everyone until something is published or a boundary of time passes.
Views are marked as public (`public.py`). The layer in front of Django (`layer.py`) stores their
pages (`store.py`) until a page expires, or until the stamp in the database (`stamp.py`) shows that
something public has changed. Decision 0014 gives the reasons.
"""
