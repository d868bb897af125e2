"""Caesar's cipher: the letters of a text moved along the alphabet."""

import sys

ALPHABET = 26


def shift(letter, key):
    """Return a letter moved by key; other characters stay."""
    code = ord(letter)
    if 97 <= code <= 122:
        return chr((code - 97 + key) % ALPHABET + 97)
    if 65 <= code <= 90:
        return chr((code - 65 + key) % ALPHABET + 65)
    return letter


def encrypt(text, key):
    """Return the text with every letter moved by key."""
    result = ""
    for letter in text:
        result += shift(letter, key)
    return result


def decrypt(text, key):
    return encrypt(text, -key)


def most_common(text):
    """Return the letter that occurs most often, in lower case."""
    best = ""
    most = 0
    for letter in text.lower():
        if letter.isalpha() and text.lower().count(letter) > most:
            best = letter
            most = text.lower().count(letter)
    return best


def main():
    text = "The quick brown fox"
    if len(sys.argv) > 1:
        text = sys.argv[1]
    secret = encrypt(text, 3)
    print(secret)
    print(decrypt(secret, 3))
    print(most_common(text))


if __name__ == "__main__":
    main()
