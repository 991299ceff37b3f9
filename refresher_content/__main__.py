"""`python -m refresher_content`: the command `refresher`."""

from refresher_content.cli import main

if __name__ == "__main__":
    main()
