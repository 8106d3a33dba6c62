"""`python -m spritedex`: the command line."""

from spritedex.cli.app import main

if __name__ == "__main__":
    main()
