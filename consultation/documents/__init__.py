"""The paper form and the posters, as accessible PDF."""
