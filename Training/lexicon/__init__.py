"""What a sentence is about: WordNet's nouns in classes that networks taught with photographs know. Run from Training: `python -m lexicon.NAME`."""
