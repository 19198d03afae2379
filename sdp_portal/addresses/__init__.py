"""Public addresses that people hold: one that changed, or is misspelt, leads to the right page.

A model whose rows have an address of their own has a field `slug` and two methods:
`addresses_with(slug)`, all the addresses that a row with this slug has, and `address_is_in_use()`,
whether the public may know them. The first of its addresses is never given to another row.
"""
