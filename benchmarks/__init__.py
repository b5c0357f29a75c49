"""How fast the site is, measured: ``make bench`` (10,000 deputies), ``make proof`` (100,000)."""
