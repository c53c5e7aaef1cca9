"""Names as they are borne in Jiangxi, by year of birth; combined at random, so nobody in particular."""

from __future__ import annotations

from random import Random

# By their rough share of the population, per thousand.
_SHARES = {
    66: "李",
    60: "王 刘 张",
    50: "陈 黄",
    31: "周 吴 杨",
    25: "罗 徐 胡",
    20: "谢 曾 肖",
    16: "邓 郭 彭 朱 熊 万 赵 何",
    13: "余 钟 廖 林 邹",
    10: "孙 郑 袁 程 涂 叶 许 傅",
    8: "高 宋 唐 曹 蔡 潘 马 汪",
    6: "卢 戴 冯 魏 吕 丁 范 方 欧阳",
    5: "董 蒋 杜 苏 姚 韩 田 沈 任 姜 谭 石",
    3: "于 陆 金 贾",
}
_SURNAMES = {surname: share for share, surnames in _SHARES.items() for surname in surnames.split()}
_WOMEN = {
    1970: "秀英 桂兰 玉兰 丽华 秀兰 金花 小红 海燕 春花 美玲 红英 建英 冬梅 小兰 细妹 菊英 凤英 秋香 素芳",
    1980: "丽娟 晓燕 海霞 小芳 艳红 文静 春燕 丽萍 玲玲 燕 敏 静 丽 娟 艳 芳 红梅 雪梅 小丽 志红 美娟 青",
    1990: "婷婷 雅婷 思敏 佳丽 慧 倩 欣 雪 莉 颖 琳 晶晶 露 丹 梦婷 文婷 小雨 诗琪 晓玲 璐 薇 洁 妍",
    2000: "欣怡 雨欣 佳怡 梓涵 诗涵 思琪 雨婷 子涵 梦瑶 可馨 语嫣 紫涵 心怡 雅静 若曦 婉婷 子萱 静怡 芷若",
}
_MEN = {
    1970: "建国 志强 国华 小平 卫东 建华 水根 细根",
    1980: "勇 军 磊 伟 鹏 志刚 海波 小龙",
    1990: "超 俊杰 文杰 浩 宇 志豪 翔 凯",
    2000: "子轩 浩然 宇航 俊熙 梓豪 博文 家豪 俊宇",
}


def name(random: Random, sex: str, year: int) -> str:
    """A surname and a given name of the time."""
    surname = random.choices(list(_SURNAMES), list(_SURNAMES.values()))[0]
    given = (_WOMEN if sex == "female" else _MEN)[max(min(year // 10 * 10, 2000), 1970)]
    return surname + random.choice(given.split())
