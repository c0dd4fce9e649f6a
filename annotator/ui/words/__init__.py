"""Every user-visible word about a code: codes in, words out."""
