"""`python -m yuzheng`: the command line, where its script is not at hand."""

from yuzheng.cli import main

main()
