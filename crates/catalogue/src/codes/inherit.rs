//! Codes of inheritance.

super::codes! { INHERIT,
    /// A base that is not there.
    BASE_UNKNOWN = "M701", Error {
        title: "没有这个上级事项", "There is no such base";
        why: "extends 写 data/catalogue 下的路径，不带 .yaml。",
             "extends is a path under data/catalogue, without .yaml.";
        in "county/330825/elderly-allowance.yaml": "extends: province/33/elderly-allowance" => "extends: «province/33/elder-allowance";
    }
    /// Files that extend each other in a circle.
    EXTENDS_CYCLE = "M702", Error {
        title: "继承绕成了圈", "extends runs in a circle";
        why: "下级继承上级，最上一级不继承谁。",
             "The lower level extends the higher one; the highest extends nothing.";
        in "province/33/elderly-allowance.yaml": "level: province\n" => "extends: «county/330825/elderly-allowance\nlevel: province\n";
    }
    /// A change that the base does not allow.
    BASE_RULE_BROKEN = "M703", Error {
        title: "违反上级事项的规定", "The base does not allow this";
        why: "上级用 elastic 规定每个字段下级可以往哪个方向改：时限只能更短、材料只能更少、费用只能更低、渠道只能更多、条件只能更宽、待遇只能更高；没有写的字段不能改。",
             "The base says by elastic which way each field may move: limits shorter, materials fewer, fees lower, channels more, conditions wider, benefits higher. A field that it does not name is fixed.";
        in "county/330825/elderly-allowance.yaml": "channels: [web, counter, kiosk, helper, phone]" => "channels: «[web]";
    }
    /// A base of the wrong level.
    BASE_LEVEL = "M704", Error {
        title: "上级事项的级别不对", "The base is of the wrong level";
        why: "只能继承更高一级的同一个事项，不能继承同级或下级，也不能继承别的事项。",
             "A file extends the same matter of a higher level, not one of its own level or below, nor another matter.";
        in "county/330825/elderly-allowance.yaml": "extends: province/33/elderly-allowance" => "extends: «county/330825/household";
    }
}
