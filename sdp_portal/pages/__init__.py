"""The page layer: public pages answered from finished bytes, before Django is entered.

A public page is the same for everyone until something is published or a boundary of time passes.
A view says that it is one (`public.py`); the layer in front of Django (`layer.py`) keeps what the
view made (`store.py`), until the page's own end or until the stamp in the database (`stamp.py`)
tells that something public has changed. Decision 0014 tells why it is built so.
"""
