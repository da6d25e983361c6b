//! Codes of rules and parameters.

super::codes! { RULES,
    /// A rule that cannot be read.
    RULE_SYNTAX = "M601", Error {
        title: "规则写得不对", "A rule cannot be read";
        why: "规则语言的写法见文档；位置指向读不下去的地方。",
             "See the documentation of the rule language; the place is where reading stopped.";
        in "county/330825/elderly-allowance.yaml": "rule: 周岁(出生日期, 今天) >= 参数" => "rule: 周岁(出生日期, 今天) >= «>= 参数";
    }
    /// A name that the rule does not know.
    RULE_UNKNOWN_NAME = "M602", Error {
        title: "规则里有不认识的名字", "A rule uses an unknown name";
        why: "规则只能读 facts 里声明的事实，这样才说得清每个判断用了谁的什么数据。",
             "A rule reads only the facts that the matter declares, so that it stays clear whose data was used for what.";
        in "county/330825/elderly-allowance.yaml": "rule: 周岁(出生日期, 今天)" => "rule: 周岁(«出生日, 今天)";
    }
    /// A rule whose types do not fit.
    RULE_TYPE = "M603", Error {
        title: "规则里的类型不对", "A rule has the wrong type";
        why: "条件的结果是“是”或“否”，待遇和收费的结果是金额；不同类型的值不能比较或相加。",
             "A condition gives yes or no, a benefit or fee gives money; values of different types cannot be compared or added.";
        in "county/330825/elderly-allowance.yaml": "when: \"死亡日期 != 无\"" => "when: \"«死亡日期 > 3\"";
    }
    /// A rule whose units do not fit.
    RULE_UNIT = "M604", Error {
        title: "规则里的单位不对", "A rule mixes units";
        why: "岁与月、元/月与元/年不能直接比较，换算以后再比。待遇的 unit 也要与它的金额一致。",
             "Years and months, or yuan a month and yuan a year, cannot be compared; convert first. The unit of a benefit agrees with its amount.";
        in "county/330825/elderly-allowance.yaml": "rule: 周岁(出生日期, 今天) >= 参数(\"高龄津贴.起始年龄\")" => "rule: «周岁(出生日期, 今天) >= 960月";
    }
    /// A parameter that is not declared.
    PARAMETER_UNKNOWN = "M605", Error {
        title: "没有这个参数", "There is no such parameter";
        why: "参数写在 parameters 文件夹里，带生效日期和依据。",
             "Parameters stand in the folder parameters, with dates and sources.";
        in "county/330825/elderly-allowance.yaml": "参数(\"高龄津贴.起始年龄\")" => "«参数(\"高龄津贴.起算年龄\")";
    }
    /// A parameter without a value on the day.
    PARAMETER_NO_VALUE = "M606", Error {
        title: "参数在这一天没有值", "A parameter has no value on this day";
        why: "参数的值还没有生效，或已经到期。补上这一天有效的值和依据。",
             "Its value is not in force yet, or has expired. Add a value for this day with its source.";
        in "parameters/elderly.yaml": "{from: 2020-01-01, value: 80," => "«{from: 2020-01-01, until: 2025-12-31, value: 80,";
    }
    /// Exceptions that contradict each other.
    RULE_CONFLICT = "M607", Error {
        title: "例外互相矛盾", "Exceptions contradict each other";
        why: "同一条件的两个例外可能同时成立，却给出相反的结果。把它们写成互不重叠，或合并。",
             "Two exceptions of a clause can apply together and give opposite answers. Make them exclude each other, or merge them.";
        in "county/330825/elderly-allowance.yaml": "      - {id: deceased, when: \"死亡日期 != 无\", holds: false, text: {zh: 人口库登记已去世}}" => "      - {id: deceased, when: \"死亡日期 != 无\", holds: false, text: {zh: 人口库登记已去世}}\n      - «{id: kept, when: \"死亡日期 != 无\", holds: true}";
    }
    /// A parameter's value is not of its type.
    PARAMETER_VALUE = "M608", Error {
        title: "参数的值与类型不符", "A parameter's value is not of its type";
        why: "整数写 80，金额写 60元，比率写 12.5%，日期写 2026-01-01，是否写 true 或 false。",
             "Whole numbers are written 80, money 60元, rates 12.5%, dates 2026-01-01, yes or no true or false.";
        in "parameters/elderly.yaml": "value: 60元" => "value: «很多";
    }
    /// Two values of a parameter for the same day.
    PARAMETER_OVERLAPS = "M609", Error {
        title: "参数在同一天有两个值", "A parameter has two values for the same day";
        why: "后一个值从前一个值的 until 之后才开始；前一个不写 until 的，到后一个开始为止。同一天开始的两个值不知道该用哪个。",
             "A value begins after the until of the one before; one without until lasts until the next begins. Of two that begin on the same day nobody knows which counts.";
        in "parameters/elderly.yaml": "values: [{from: 2020-01-01, value: 80," => "values: [{from: 2010-01-01, until: 2020-06-30, value: 80, source: {law: 老年人权益保障法}}, {from: «2020-01-01, value: 80,";
    }
    /// A parameter that will have no value.
    PARAMETER_ENDS = "M610", Warning {
        title: "参数将要没有值", "A parameter will have no value";
        why: "事项要用的参数，两个值之间有空档，或 90 天内到期。到那一天就算不出来了，请提前补上新的值和依据。",
             "A parameter that a matter reads has a gap between two values, or ends within 90 days. From that day on nothing can be worked out: add the new value and its source in time.";
        in "parameters/elderly.yaml": "{from: 2020-01-01, value: 80," => "{from: 2020-01-01, until: «2026-12-31, value: 80,";
    }
}
