"""How published files lay out their networks, one file per network: names and shapes in, our own names out."""
