"""Networks, one file per paper. They need torch: import a module of this package only where a network runs."""
