"""Short texts on three topics in four scripts, written for the tests.

Chinese, Japanese and Thai have no spaces between words, so a model that splits texts at spaces
learns nothing from them.
"""
# ruff: noqa: RUF001 - the full-width marks are Chinese and Japanese punctuation

_TRAINING = {
    "travel": """
the night train to the coast leaves from platform nine
our flight was delayed so we slept at the airport
please show your passport and ticket at the gate
we booked a small hotel near the station
the ferry to the island takes two hours
pack one suitcase, the bus has little room for luggage
a tourist guide met us at the harbour
my flight lands at noon, see you at the airport
我们坐火车去海边旅行
飞机晚点了，大家在机场等着
请准备好护照和机票
酒店离火车站很近
行李太重，坐出租车去机场
電車で海へ旅行に行きます
飛行機が遅れて空港で待ちました
駅の近くのホテルを予約しました
パスポートと切符を見せてください
เรานั่งรถไฟไปเที่ยวทะเล
เครื่องบินล่าช้า ทุกคนรอที่สนามบิน
จองโรงแรมใกล้สถานีรถไฟแล้ว
กรุณาแสดงหนังสือเดินทางและตั๋ว
""",
    "food": """
stir the soup slowly and add a pinch of salt
we ate noodles with garlic and fried egg
this bread is baked with butter and honey
the restaurant serves rice with spicy curry
chop the onions and cook them in oil
a ripe mango makes a sweet dessert
dinner is ready, the chicken is in the oven
boil the rice, then fry it with egg
这碗面条很好吃
汤里放一点盐和大蒜
晚饭吃米饭和炒鸡蛋
这家餐厅的鸡肉很辣
蛋糕太甜，水果很好吃
このラーメンはとても美味しい
スープに塩とにんにくを入れます
晩ご飯は卵とご飯を食べました
このケーキは甘くて美味しいです
ก๋วยเตี๋ยวชามนี้อร่อยมาก
ใส่เกลือและกระเทียมในซุป
กินข้าวผัดไข่เป็นอาหารเย็น
แกงไก่เผ็ดแต่อร่อย
""",
    "weather": """
heavy rain and strong wind are expected tonight
the sky will be clear and sunny in the morning
a thunderstorm brought hail and lightning
snow fell on the hills and the roads froze
temperatures drop to five degrees after sunset
fog and low cloud will clear by noon
a warm wind blows from the south
more rain and cloud over the weekend, then sunny
今天下大雨，风也很大
明天是晴天，气温三十度
山上下雪了，天气很冷
傍晚有雷雨和闪电
早上多云，下午天气晴朗
今日は大雨で風も強いです
明日は晴れて気温が三十度になります
山に雪が降って天気はとても寒い
夕方は雷雨でしょう
วันนี้ฝนตกหนักและลมแรง
พรุ่งนี้ท้องฟ้าแจ่มใส อากาศร้อน
หิมะตกบนภูเขา อากาศหนาวมาก
ตอนเย็นมีพายุฝนฟ้าคะนอง
""",
}

_HELD_OUT = {
    "travel": """
the train to the airport leaves from the next platform
show your ticket and passport at the hotel
坐飞机去旅行要带护照
火车站旁边的酒店
空港でパスポートを見せました
電車の切符をホテルで予約しました
นั่งเครื่องบินไปเที่ยว รอที่สนามบิน
โรงแรมอยู่ใกล้สนามบินและสถานีรถไฟ
""",
    "food": """
fried rice with chicken and onions
a bowl of soup with noodles and spicy garlic oil
鸡蛋面条汤很好吃
这家餐厅的米饭和鸡肉
このスープはとても美味しい
ご飯と卵のラーメンを食べました
ข้าวผัดไก่อร่อยมาก
ซุปไข่ใส่กระเทียม อร่อย
""",
    "weather": """
strong wind, rain and snow tonight
sunny in the morning, then cloud and fog
明天有大雨和雷雨
今天天气晴朗，风很大
明日は大雨と雷雨でしょう
今日は晴れて風が強いです
พรุ่งนี้ฝนตกและมีพายุ
วันนี้อากาศหนาว ลมแรง
""",
}

SCRIPTS = ("Latin", "Chinese", "Japanese", "Thai")


def _rows(by_topic: dict[str, str]) -> list[tuple[str, str]]:
    return [
        (text, topic) for topic, texts in by_topic.items() for text in texts.split("\n") if text
    ]


TEXTS: list[str] = [text for text, _ in _rows(_TRAINING)]
LABELS: list[str] = [topic for _, topic in _rows(_TRAINING)]

HELD_OUT: list[tuple[str, str]] = _rows(_HELD_OUT)
"""Texts with their labels; none of the texts is in `TEXTS`."""


def script_of(text: str) -> str:
    """Return the script of a text, one of `SCRIPTS`; kana makes it Japanese.

    >>> [script_of(text) for text in ("rain", "下雨", "雨です", "ฝน")]
    ['Latin', 'Chinese', 'Japanese', 'Thai']
    """
    if any("\u3040" <= c <= "\u30ff" for c in text):
        return "Japanese"
    if any("\u4e00" <= c <= "\u9fff" for c in text):
        return "Chinese"
    return "Thai" if any("\u0e00" <= c <= "\u0e7f" for c in text) else "Latin"
