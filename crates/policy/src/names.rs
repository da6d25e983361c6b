//! Names as common as can be: the most frequent surnames with given names of the generation.
//! Any likeness to a living person is chance, as with every Zhang Wei.

use basis::Chance;
use basis::codes::Sex;

/// Surnames with rough weights: the nationally common ones, those frequent in western Zhejiang,
/// and those of the She people of the county.
const SURNAMES: [(&str, u32); 60] = [
    ("王", 60),
    ("李", 55),
    ("张", 58),
    ("刘", 30),
    ("陈", 62),
    ("杨", 26),
    ("黄", 24),
    ("赵", 16),
    ("吴", 40),
    ("周", 38),
    ("徐", 44),
    ("孙", 16),
    ("马", 8),
    ("朱", 26),
    ("胡", 28),
    ("郭", 10),
    ("何", 16),
    ("林", 18),
    ("高", 10),
    ("罗", 10),
    ("郑", 28),
    ("梁", 6),
    ("谢", 10),
    ("宋", 8),
    ("唐", 8),
    ("许", 10),
    ("韩", 5),
    ("冯", 8),
    ("邓", 6),
    ("曹", 8),
    ("彭", 5),
    ("曾", 5),
    ("肖", 4),
    ("田", 4),
    ("董", 6),
    ("袁", 6),
    ("潘", 10),
    ("于", 4),
    ("蒋", 8),
    ("蔡", 6),
    ("余", 18),
    ("杜", 5),
    ("叶", 26),
    ("程", 8),
    ("苏", 4),
    ("魏", 4),
    ("吕", 8),
    ("丁", 8),
    ("任", 4),
    ("沈", 10),
    ("姜", 8),
    ("方", 18),
    ("祝", 14),
    ("童", 12),
    ("毛", 10),
    ("劳", 4),
    ("蓝", 8),
    ("雷", 8),
    ("钟", 6),
    ("诸葛", 3),
];

const MEN_OLD: [&str; 40] = [
    "根", "水", "土根", "金水", "樟根", "志明", "国强", "建国", "金生", "水根", "荣根", "福根",
    "正华", "德明", "文龙", "光荣", "永福", "长根", "树根", "新民", "建华", "志强", "国平", "卫东",
    "建军", "国华", "永明", "春生", "关富", "有根", "林生", "炳林", "云龙", "水生", "发根", "家明",
    "松林", "樟土", "金龙", "火根",
];
const WOMEN_OLD: [&str; 40] = [
    "凤", "英", "秀英", "桂花", "美英", "水仙", "菊香", "彩凤", "金花", "兰香", "月英", "春香",
    "梅香", "素珍", "爱香", "银花", "玉兰", "翠英", "秋香", "根香", "爱珍", "美娟", "建英", "秀珍",
    "小英", "雪英", "春花", "冬香", "樟花", "珠香", "莲香", "仙花", "云香", "水香", "素英", "金凤",
    "玉英", "凤仙", "林香", "荷香",
];
const MEN_MIDDLE: [&str; 32] = [
    "伟", "勇", "军", "斌", "建平", "志刚", "海平", "俊", "峰", "强", "磊", "晓东", "旭", "建伟",
    "剑", "超", "杰", "涛", "明", "辉", "鹏", "波", "飞", "健", "林", "凯", "龙", "宏", "亮", "刚",
    "晓明", "国庆",
];
const WOMEN_MIDDLE: [&str; 32] = [
    "丽", "芳", "燕", "红", "敏", "静", "霞", "娟", "艳", "玲", "萍", "晓燕", "丽萍", "美丽", "婷",
    "雪", "慧", "琴", "莉", "洁", "琳", "晓红", "丽华", "飞燕", "小芳", "蕾", "颖", "倩", "娜",
    "丹", "佳", "莹",
];
const MEN_YOUNG: [&str; 32] = [
    "浩", "宇轩", "子轩", "浩然", "俊杰", "宇航", "子涵", "梓豪", "一鸣", "嘉豪", "天佑", "博文",
    "奕辰", "沐辰", "宇辰", "子墨", "皓轩", "睿", "晨", "昊天", "泽宇", "致远", "思远", "锦程",
    "嘉乐", "铭", "逸", "哲", "梓睿", "亦凡", "景行", "书豪",
];
const WOMEN_YOUNG: [&str; 32] = [
    "欣怡", "诗涵", "梓涵", "雨桐", "可欣", "一诺", "语嫣", "思琪", "佳怡", "雨欣", "心怡", "梦瑶",
    "若曦", "依诺", "艺涵", "子萱", "沐瑶", "悦", "妍", "晨曦", "婉婷", "静怡", "雅琪", "思彤",
    "紫涵", "芷若", "安琪", "乐瑶", "书瑶", "清", "可儿", "诗雨",
];
/// Characters that fonts and input methods of an office often lack. All are in the basic plane, as
/// far as the fonts of our documents reach; a document refuses a name that it cannot print whole.
const RARE: [&str; 8] = ["䶮", "㛃", "䢺", "堃", "喆", "燊", "翀", "赟"];

/// A surname.
pub(crate) fn surname(chance: &mut Chance) -> &'static str {
    SURNAMES[chance.weighted(&SURNAMES.map(|(_, weight)| weight))].0
}

/// A given name of the generation that is so old now.
pub(crate) fn given(sex: Sex, age: u8, rare: u32, chance: &mut Chance) -> &'static str {
    let lists: [&[&'static str]; 2] = match age {
        0..=24 => [&MEN_YOUNG, &WOMEN_YOUNG],
        25..=54 => [&MEN_MIDDLE, &WOMEN_MIDDLE],
        _ => [&MEN_OLD, &WOMEN_OLD],
    };
    let usual: &'static str = chance.pick(lists[sex as usize]);
    let unusual: &'static str = chance.pick(&RARE);
    if chance.per_mille(rare) { unusual } else { usual }
}
