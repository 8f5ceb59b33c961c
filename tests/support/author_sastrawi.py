"""A package with the names of Sastrawi, and one rule, so that no test needs Sastrawi itself."""

WORDS = [f"kata{number}" for number in range(1200)]
SOURCES = {
    "Stemmer/StemmerFactory.py": """
        import os
        from Sastrawi.Dictionary.ArrayDictionary import ArrayDictionary
        from Sastrawi.Stemmer.CachedStemmer import CachedStemmer
        from Sastrawi.Stemmer.Stemmer import Stemmer

        class StemmerFactory:
            def create_stemmer(self, isDev=False):
                path = os.path.join(os.path.dirname(__file__), "words.txt")
                with open(path) as file:
                    return CachedStemmer({}, Stemmer(ArrayDictionary(file.read().split())))
        """,
    "Stemmer/CachedStemmer.py": """
        from Sastrawi.Stemmer.Filter import TextNormalizer

        class CachedStemmer:
            def __init__(self, cache, stemmer):
                self.cache, self.delegatedStemmer = cache, stemmer

            def stem(self, text):
                for word in TextNormalizer.normalize_text(text).split(" "):
                    if word not in self.cache:
                        self.cache[word] = self.delegatedStemmer.stem(word)
                words = TextNormalizer.normalize_text(text).split(" ")
                return " ".join(self.cache[word] for word in words)
        """,
    "Stemmer/Filter/TextNormalizer.py": """
        import re

        def normalize_text(text):
            return re.sub("[^a-z0-9 -]+", " ", text.lower()).strip()
        """,
    "Stemmer/Stemmer.py": """
        class Stemmer:
            def __init__(self, dictionary):
                self.dictionary = dictionary

            def stem(self, word):
                root = word.removesuffix("nya")
                return root if self.dictionary.contains(root) else word
        """,
    "Dictionary/ArrayDictionary.py": """
        class ArrayDictionary:
            def __init__(self, words=None):
                self.words = [*(words or ())]

            def contains(self, word):
                return word in self.words

            def count(self):
                return len(self.words)
        """,
    "Stemmer/words.txt": "\n".join(WORDS),
}
