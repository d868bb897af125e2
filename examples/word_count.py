"""Counts the words of a text."""


def is_letter(character):
    return "a" <= character <= "z" or "A" <= character <= "Z"


def split_words(text):
    """Return the runs of letters in text, in lower case."""
    words = []
    word = ""
    for character in text:
        if is_letter(character):
            word += character.lower()
        elif word != "":
            words.append(word)
            word = ""
    if word != "":
        words.append(word)
    return words


def count_words(text):
    """Return how often each word occurs."""
    counts = {}
    for word in split_words(text):
        if word in counts:
            counts[word] += 1
        else:
            counts[word] = 1
    return counts


def most_frequent(text):
    """Return the word that occurs most often, the first of equals."""
    best = ""
    most = 0
    counts = count_words(text)
    for word in split_words(text):
        if counts[word] > most:
            best = word
            most = counts[word]
    return best


if __name__ == "__main__":
    line = "The cat saw the other cat near the door"
    print(most_frequent(line))
    print(len(count_words(line)))
