"""TextBlob's modules with few rules and words."""

SOURCES = {
    "_text.py": """
        import re

        RE_EMOTICONS = re.compile(r"(: ?\\||: ?\\\\|: ?D)($|\\s)")

        def find_tokens(string, punctuation=".!"):
            string = RE_EMOTICONS.sub("good ", string)
            for sign in punctuation:
                string = string.replace(sign, f" {sign} ")
            return string.split("\\n\\n")

        class Sentiment(dict):
            negations = ("not",)
            modifiers = ("RB",)

            def keys(self):
                if not dict.__len__(self):
                    self["good"] = {None: [0.7, 0.6, 1.0], "JJ": [0.7, 0.6, 1.0]}
                    self["very"] = {None: [0.2, 0.3, 1.3], "RB": [0.2, 0.3, 1.3]}
                return dict.keys(self)

            def assessments(self, words=None, negation=True):
                found, before = [], 1.0
                for word, pos in words or []:
                    if word in self:
                        polarity, subjectivity, intensity = self[word][pos]
                        found.append(([word], polarity * before, subjectivity, None))
                        before = intensity if "RB" in self[word] else 1.0
                    elif self.modifier(word) or word in self.negations:
                        before = -0.5
                return found

            @staticmethod
            def modifier(word):
                return word.endswith("ly")
        """,
    "en/__init__.py": """
        from textblob._text import Sentiment

        sentiment = Sentiment()
        """,
    "tokenizers.py": """
        def word_tokenize(text, include_punc=True):
            return (word if include_punc else word.strip(".!") for word in text.split())
        """,
    "blob.py": """
        from textblob._text import find_tokens
        from textblob.en import sentiment
        from textblob.tokenizers import word_tokenize
        from nltk.stem import WordNetLemmatizer

        class Mood(tuple):
            polarity = property(lambda self: self[0])
            subjectivity = property(lambda self: self[1])

        class TextBlob:
            def __init__(self, text):
                self.raw = text

            @property
            def sentiment(self):
                sentiment.keys()
                words = " ".join(find_tokens(self.raw)).lower().split()
                found = sentiment.assessments([(word, None) for word in words])
                sums = [0.0, 0.0]
                for _, polarity, subjectivity, _ in found:
                    sums = [sums[0] + polarity, sums[1] + subjectivity]
                return Mood(each / (len(found) or 1) for each in sums)

            @property
            def polarity(self):
                return self.sentiment[0]

            @property
            def subjectivity(self):
                return self.sentiment[1]

            @property
            def words(self):
                return [*word_tokenize(self.raw, include_punc=False)]

            def correct(self):
                return self.raw

            def __str__(self):
                return self.raw

        class Word(str):
            def lemmatize(self, pos=None):
                return WordNetLemmatizer().lemmatize(str(self), pos or "n")
        """,
}
