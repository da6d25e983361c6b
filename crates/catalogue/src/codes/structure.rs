//! Codes of structure: what a file may say at all, and the codes of GB/T 39554.

super::codes! { STRUCTURE,
    /// The file is not YAML.
    NOT_YAML = "M101", Error {
        title: "文件不是正确的 YAML", "The file is not YAML";
        why: "文件读不出来，里面的内容一项也没有检查。文件要是 UTF-8 编码，不能是空的。其他常见原因：缩进不齐、引号或括号没有配对、文字里有冒号却没加引号。",
             "The file cannot be read and nothing in it was checked. It must be UTF-8 and not empty. Other causes: uneven indentation, an open quote or bracket, text with a colon that is not quoted.";
        in "county/330825/household.yaml": "objects: [自然人]" => "objects: [自然人\nkind2«: 一";
    }
    /// A field that the format does not have.
    UNKNOWN_FIELD = "M102", Error {
        title: "没有这个字段", "There is no such field";
        why: "写错名字的字段不会起作用，所以一律当作错误。照提示改名，或删去。",
             "A mistyped field has no effect, so it is an error. Take the name suggested, or take the field away.";
        in "county/330825/household.yaml": "department: gongan\nobjects" => "«departmnet: gongan\nobjects";
    }
    /// A field that must be there is missing.
    MISSING_FIELD = "M103", Error {
        title: "缺少必填字段", "A field is missing";
        why: "事项缺了这个字段就不能办理。写在本文件里，或写在它继承的上级文件里。",
             "The matter cannot be run without it. Write it in this file, or in the file that this one extends.";
        in "county/330825/household.yaml": "matter: household\nlevel: county" => "«level: county";
    }
    /// A value of the wrong type.
    WRONG_TYPE = "M104", Error {
        title: "值的类型不对", "A value has the wrong type";
        why: "例如该写数字的地方写了文字，该写列表的地方写了一个值。编码要加引号，不然会被当成数字。",
             "For example text where a number belongs, or one value where a list belongs. Put codes in quotes, or they are read as numbers.";
        in "county/330825/household.yaml": "visits: 1" => "visits: «一次";
    }
    /// A word that is not in the closed list.
    UNKNOWN_WORD = "M105", Error {
        title: "不在可用的词里", "Not one of the words allowed";
        why: "事项类型、办件类型、渠道、角色、时限单位等只能用固定的词，统计和交换才对得上。",
             "Kinds, channels, roles, units and the like come from closed lists, so that counting and exchange agree.";
        in "county/330825/household.yaml": "kind: 行政确认" => "kind: «行政确定";
    }
    /// A key stands twice.
    DUPLICATE_KEY = "M106", Error {
        title: "同一个字段写了两遍", "A field stands twice";
        why: "两处只能有一处算数，另一处会被悄悄丢掉，所以不允许。",
             "Only one of the two could count and the other would be lost silently.";
        in "county/330825/household.yaml": "visits: 1\n" => "visits: 1\n«visits: 2\n";
    }
    /// A value whose form is wrong: a pattern, a range, an empty text.
    WRONG_FORM = "M107", Error {
        title: "值写得不对", "A value has the wrong form";
        why: "日期写成 2026-01-01；事项号用小写字母和短横线；区划代码用 2、4、6 位数字加引号；不能为空。",
             "Dates are written 2026-01-01, ids in lower-case letters and dashes, division codes with 2, 4 or 6 digits in quotes; nothing may be empty.";
        in "county/330825/household.yaml": "effective: {from: 2026-01-01}" => "effective: {from: «2026-02-30}";
    }
    /// Level, division or id do not agree with the folder and file name.
    WRONG_FOLDER = "M108", Error {
        title: "与所在文件夹不一致", "Does not agree with its folder";
        why: "事项文件放在“级别/区划代码/事项号.yaml”；文件里的级别、区划和事项号要与之一致。同一事项的另一版本可以叫“事项号@2.yaml”。",
             "A matter stands in level/division/id.yaml, and says the same level, division and id. Another version of it may be named id@2.yaml.";
        in "county/330825/household.yaml": "division: \"330825\"" => "division: «\"330824\"";
    }
    /// An id stands twice inside a matter or a reference file.
    DUPLICATE_ID = "M109", Error {
        title: "编号重复", "An id stands twice";
        why: "字段、材料、条件、环节等的编号在同一事项里不能重复，部门、数据资源、参数的编号在目录里不能重复。",
             "Ids of fields, materials, conditions and tasks are unique in a matter; those of departments, registers and parameters in the catalogue.";
        in "county/330825/household.yaml": "  - field: head_division" => "  - field: «child_name";
    }
    /// A last day before the first day.
    ENDS_BEFORE_IT_BEGINS = "M110", Error {
        title: "失效日期早于生效日期", "The last day is before the first day";
        why: "这样的事项或参数一天也不生效，谁也办不了。改正其中一个日期；一直有效的不写 until。",
             "Such a matter or parameter is never in force. Mend one of the dates; leave until out where no end is known.";
        in "county/330825/elderly-allowance.yaml": "effective: {from: 2026-01-01}" => "effective: {from: 2026-01-01, until: «2025-01-01}";
    }
    /// The basic code is wrong.
    BASIC_CODE = "M201", Error {
        title: "基本编码不对", "The basic code is wrong";
        why: "基本编码 12 位：来源 2 位、类型 2 位、领域 2 位、主项 3 位、子项 3 位（GB/T 39554.1）。",
             "A basic code has 12 characters: origin 2, type 2, domain 2, main item 3, sub-item 3 (GB/T 39554.1).";
        in "county/330825/household.yaml": "basic: \"330709001000\"" => "basic: «\"33070900100\"";
    }
    /// The implementation code is wrong.
    IMPLEMENTATION_CODE = "M202", Error {
        title: "实施编码不对", "The implementation code is wrong";
        why: "实施编码 31 位：实施主体统一社会信用代码 18 位、行使层级 1 位、基本编码 12 位；信用代码要通过校验，并与部门、层级、基本编码一致。",
             "An implementation code has 31 characters: the body's credit code (18), level digit (1), basic code (12). The credit code has a check character, and all three agree with department, level and basic code.";
        in "county/330825/household.yaml": "implementation: \"1133082500261914974330709001000\"" => "implementation: «\"1133082500261914984330709001000\"";
    }
    /// A business item code is wrong.
    BUSINESS_CODE = "M203", Error {
        title: "业务办理项编码不对", "A business item code is wrong";
        why: "业务办理项编码 33 位：实施编码 31 位加 2 位序号。",
             "A business item code has 33 characters: the implementation code and two digits.";
        in "county/330825/household.yaml": "basic: \"330709001000\"," => "basic: \"330709001000\", business: [«\"123\"],";
    }
    /// A credit code is wrong.
    CREDIT_CODE = "M204", Error {
        title: "统一社会信用代码不对", "A credit code is wrong";
        why: "统一社会信用代码 18 位，最后一位是校验码（GB 32100）。",
             "A unified social credit code has 18 characters, the last of which is a check (GB 32100).";
        in "departments.yaml": "\"113308250026191572\"" => "«\"113308250026191573\"";
    }
    /// A code is used by two matters.
    CODE_TWICE = "M205", Error {
        title: "编码被两个事项用了", "A code is used by two matters";
        why: "同一区划内一个基本编码、一个实施编码只能属于一个事项；换版本时沿用原编码。",
             "In a division a basic code and an implementation code belong to one matter; a new version keeps them.";
        in "county/330825/newborn.yaml": "codes: {basic: \"332013002000\", implementation: \"1133082500261915724332013002000\"}" => "codes: {basic: «\"332013001000\"}";
    }
    /// A version of a matter stands twice, or two versions are in force on the same day.
    MATTER_TWICE = "M206", Error {
        title: "同一事项的版本冲突", "Versions of a matter collide";
        why: "同一区划的同一事项，版本号不能重复，生效日期也不能重叠；旧版本写上 effective.until。",
             "Versions of a matter in a division have different numbers and do not overlap in time; give the old one effective.until.";
        in "county/330825/household@2.yaml": "version: 1\n" => "«version: 2\n";
    }
    /// The type inside the basic code does not agree with the kind.
    CODE_KIND = "M207", Warning {
        title: "基本编码的类型位与事项类型不符", "The type inside the basic code does not agree with the kind";
        why: "基本编码第 3、4 位表示事项类型（01 许可、05 给付、07 确认、10 其他权力、20 公共服务）。部分类型码未经标准原文核对，所以只是提醒。",
             "Characters 3 and 4 of the basic code say the kind (01 permit, 05 benefit, 07 confirmation, 10 other, 20 public service). Some of these are not confirmed by the standard's text, so this is a warning.";
        in "county/330825/household.yaml": "kind: 行政确认" => "kind: «行政许可";
    }
}
