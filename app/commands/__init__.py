"""What the commands of the command line do, one file for each; app/cli.py declares them."""
