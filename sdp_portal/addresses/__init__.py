"""Public addresses that people hold: one that changed, or is misspelt, leads to the right page.

A model whose rows have an address of their own inherits `HasAddress` (`models.py`). The address of
a row is never given to another.
"""
