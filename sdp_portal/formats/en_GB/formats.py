"""How Django's admin writes moments: 14 April 2024, 23:59, as officers type them."""

DATE_FORMAT = "j F Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j F Y, H:i"
