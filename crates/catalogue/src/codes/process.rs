//! Codes of the process and of joint matters.

super::codes! { PROCESS,
    /// A stage that is never reached.
    STAGE_UNREACHABLE = "M501", Error {
        title: "环节到不了", "A stage is never reached";
        why: "第一个环节在受理后开始，其他环节要由前面的环节用 then 引到。",
             "The first stage begins on acceptance; every other one must be named by the then of an earlier stage.";
        in "county/330825/elderly-allowance.yaml": "      then: [review]\n    - id: review" => "      then: [decide]\n    - id: «review";
    }
    /// A stage that leads nowhere.
    STAGE_NO_WAY_OUT = "M502", Error {
        title: "环节没有出路", "A stage has no way out";
        why: "每个环节都要用 then 引到后面的环节或 decide，而且至少有一个任务可以“通过”，否则办件会永远停在这里。",
             "Every stage leads by then to a later one or to decide, and a task in it may pass; otherwise the case stays there for ever.";
        in "county/330825/elderly-allowance.yaml": "      then: [decide]" => "      then: «[]";
    }
    /// A stage that is not there.
    STAGE_UNKNOWN = "M503", Error {
        title: "没有这个环节", "There is no such stage";
        why: "then 写本事项的环节号或 decide；return 写前面的环节号，不能写 receive：已经受理的件不再回到收件。",
             "then names stages of this matter, or decide; return names an earlier stage, and not receive: what has been accepted stays accepted.";
        in "county/330825/elderly-allowance.yaml": "      then: [review]" => "      then: [«reveiw]";
    }
    /// A join that can wait for ever.
    JOIN_WAITS = "M504", Error {
        title: "汇合可能永远等下去", "A join can wait for ever";
        why: "join: all 要等每个任务通过。有任务不能“通过”，或汇合的前一环节到不了，就永远等不齐。给任务加上 pass，或改用 join: any。",
             "join: all waits until every task has passed. A task that may not pass, or an earlier stage that is never reached, makes it wait for ever. Let the task pass, or use join: any.";
        in "county/330825/elderly-allowance.yaml": "may: [pass, fail, supplement]}" => "may: «[fail, supplement]}";
    }
    /// A task that nobody has the role for.
    NOBODY_HAS_ROLE = "M505", Error {
        title: "任务没有人能办", "Nobody has the role for a task";
        why: "该部门在 departments.yaml 里没有这个角色，任务会没人接。改角色，或给部门加上角色。",
             "The department has no such role in departments.yaml, so nobody could take the task. Change the role, or give it to the department.";
        in "county/330825/elderly-allowance.yaml": "department: township, role: reviewer" => "department: township, role: «approver";
    }
    /// Stages in a circle.
    STAGE_CYCLE = "M506", Error {
        title: "环节绕成了圈", "Stages run in a circle";
        why: "then 只能向后走；要退回前面的环节用 return。",
             "then only goes forward; use return to send a case back.";
        in "county/330825/elderly-allowance.yaml": "      then: [decide]" => "      then: [decide, «check]";
    }
    /// An act that a task may do, without what it needs.
    MAY_WITHOUT = "M507", Error {
        title: "任务可以做的事没有定义", "A task may do something that is not defined";
        why: "任务可以 special 时，process 里要有 special；任务可以 return 时，环节里要有 return。",
             "A task that may do special needs special in the process; one that may return needs return in its stage.";
        in "county/330825/elderly-allowance.yaml": "may: [pass, fail, supplement]}" => "may: «[pass, fail, return]}";
    }
    /// An unknown part of a joint matter.
    PART_UNKNOWN = "M801", Error {
        title: "没有这个联办事项", "There is no such part";
        why: "parts 里的 matter 写本区划能办的事项号，after 写本一件事里的 part 号。",
             "matter names a matter that the division offers; after names parts of this joint matter.";
        in "county/330825/newborn.yaml": "matter: household" => "matter: «houshold";
    }
    /// Parts of joint matters in a circle.
    PART_CYCLE = "M802", Error {
        title: "联办事项互相等待", "Parts wait for each other in a circle";
        why: "after 绕成圈，谁也不能先办；一件事也不能（经过别的一件事）包含自己。",
             "Parts whose after runs in a circle can never begin; nor can a joint matter contain itself.";
        in "county/330825/newborn.yaml": "after: []" => "after: «[household]";
    }
    /// Two parts ask the same field differently.
    FORM_CONFLICT = "M803", Error {
        title: "联办事项对同一字段的定义不一致", "Parts define the same field differently";
        why: "一件事里同名字段只问一次，所以各事项里它的类型和选项必须相同。意思不同的，换一个字段名。",
             "A joint form asks a field once, so its type and options must be the same in every part. Fields that mean different things need different names.";
        in "county/330825/household.yaml": "  - field: child_name\n    type: name" => "  - field: child_name\n    type: «text";
    }
    /// A part is given a fact that its matter does not have, or of another type.
    PART_GIVEN = "M804", Error {
        title: "给联办事项的事实不对", "A part is given a fact that does not fit";
        why: "given.facts 里写该事项 facts 中的名字，值要合它的类型（没有的写 null）；它替代申请人自己的登记，例如新生儿还没有社保卡。",
             "given.facts names facts of the part's matter, with a value of their type (null where there is none); it stands in place of the applicant's own registers: a newborn has no card yet.";
        in "county/330825/newborn.yaml": "after: []" => "after: [], given: {facts: {没有的事实: «null}, why: {zh: 孩子刚出生}}";
    }
    /// A procedure that stops the clock without a law.
    STOP_WITHOUT_LAW = "M508", Error {
        title: "停止计时没有依据", "The clock is stopped without a law";
        why: "不计入时限的特别程序要写 basis：停止计时要有依据，并告诉申请人。县里自己定的写明是配置。",
             "A special procedure whose time is not counted needs its basis: stopping the clock needs a ground that the applicant is told. Where the county set it itself, say that it is configuration.";
        in "county/330825/elderly-allowance.yaml": "special: [{id: public-notice, name: {zh: 公示, en: Public notice}, limit: {n: 7, unit: 自然日}, stops_clock: true, basis: {law: 某省老年人办法, article: 第六条}}]" => "special: [«{id: public-notice, name: {zh: 公示, en: Public notice}, limit: {n: 7, unit: 自然日}, stops_clock: true}]";
    }
}
